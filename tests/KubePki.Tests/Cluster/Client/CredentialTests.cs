using System.Security;
using System.Security.Cryptography;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubePki.Tests.Cluster.Client;

/// <summary>As whom the client asks.</summary>
public sealed class CredentialTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_client_certificate_is_shown(bool inline, bool rsa)
    {
        await using var cluster = await StubCluster.StartAsync(Whoami, wantsClient: true);
        using var own = new TestCertificate("CN=kubernetes-admin,O=system:masters") { Key = rsa ? RSA.Create(2048) : null }
            .SignedBy(cluster.Authority);
        TestPki.Put(cluster.Files, "/pki/admin", own);
        using var client = cluster.Client(cluster.Kubeconfig(inline
            ? $"{{client-certificate-data: {TestPki.Base64(own.ExportCertificatePem())}, "
                + $"client-key-data: {TestPki.Base64(TestPki.KeyPem(own))}}}"
            : "{client-certificate: pki/admin.crt, client-key: pki/admin.key}"));
        Assert.Equal("CN=kubernetes-admin, O=system:masters", await User(client));
    }

    [Fact]
    public async Task A_certificate_that_was_renewed_on_disk_is_shown_in_time()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami, wantsClient: true);
        TestPki.Put(cluster.Files, "/pki/admin", TestPki.Leaf(cluster.Authority, "CN=old"));
        var clock = new TestClock(TestPki.AsOf);
        using var client = ClusterClient.Open(
            cluster.Options(cluster.Kubeconfig("{client-certificate: pki/admin.crt, client-key: pki/admin.key}")) with { Clock = clock });
        Assert.Equal("CN=old", await User(client));
        // Half of a renewal is none.
        using var renewed = TestPki.Leaf(cluster.Authority, "CN=new");
        cluster.Files.Write("/pki/admin.crt", renewed.ExportCertificatePem());
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("CN=old", await User(client));
        File.Delete(cluster.Files.Path("/pki/admin.key"));
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("CN=old", await User(client));
        TestPki.Put(cluster.Files, "/pki/admin", renewed);
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("CN=new", await User(client));
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_and_gets_none_is_told()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami, wantsClient: true);
        using var client = cluster.Client();
        Assert.Equal(ClusterProblemId.ServerUnreachable, (await Assert.ThrowsAsync<ClusterException>(() => User(client))).Id);
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused_before_anything_is_sent()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami);
        cluster.Files.Write("/a.crt", TestPki.Leaf(cluster.Authority, "CN=a").ExportCertificatePem());
        cluster.Files.Write("/b.key", TestPki.KeyPem(TestPki.Leaf(cluster.Authority, "CN=b")));
        using var client = cluster.Client(cluster.Kubeconfig("{client-certificate: a.crt, client-key: b.key}"));
        var failure = await Assert.ThrowsAsync<ClusterException>(() => User(client));
        Assert.Equal((ClusterProblemId.NoCredential, "tls: private key does not match public key"), (failure.Id, failure.GoError));
    }

    [Fact]
    public async Task A_token_file_is_read_again()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami);
        cluster.Files.Write("/token", "one\n");
        using var client = cluster.Client(cluster.Kubeconfig("{tokenFile: token, token: unused}"));
        Assert.Equal("Bearer one", await User(client));
        cluster.Files.Write("/token", "two");
        Assert.Equal("Bearer two", await User(client));
        cluster.Files.Write("/token", " \n");
        Assert.Equal(ClusterProblemId.NoCredential, (await Assert.ThrowsAsync<ClusterException>(() => User(client))).Id);
    }

    [Fact]
    public async Task A_token_file_alone_is_a_credential()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami);
        cluster.Files.Write("/sub/token", "from-file");
        using var client = cluster.Client(cluster.Kubeconfig("{tokenFile: sub/token}"));
        Assert.Equal("Bearer from-file", await User(client));
    }

    [Fact]
    public async Task A_token_of_the_caller_counts_alone()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami);
        using var token = new SecureString();
        "given".ToList().ForEach(token.AppendChar);
        var kubeconfig = cluster.Kubeconfig("{client-certificate: gone.crt, client-key: gone.key, token: other}");
        using var client = ClusterClient.Open(cluster.Options(kubeconfig) with { Token = token });
        Assert.Equal("Bearer given", await User(client));
    }

    [Fact]
    public async Task Impersonation_goes_into_headers()
    {
        HeaderDictionary? sent = null;
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            sent = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            return StubCluster.Json(context, "{}");
        });
        using var client = new RawClient(cluster.Options(
            cluster.Kubeconfig("{token: t, as: jané, as-uid: '7', as-groups: [a, b], as-user-extra: {example.com/x y%: [one, two]}}")));
        await client.GetAsync("/x");
        Assert.Equal(new[] { "a", "b" }, sent!["Impersonate-Group"].AsEnumerable());
        Assert.Equal(("jané", "7"), (sent["Impersonate-User"].ToString(), sent["Impersonate-Uid"].ToString()));
        Assert.Equal(new[] { "one", "two" }, sent["Impersonate-Extra-example.com%2Fx%20y%25"].AsEnumerable());
        // The next request on the same connection, with a body that looks like headers.
        await client.CreateAsync("/y", "{\"a\": \"\r\n\r\n\"}");
        Assert.Equal(new[] { "a", "b" }, sent["Impersonate-Group"].AsEnumerable());
        await client.GetAsync("/z");
        Assert.Equal(new[] { "a", "b" }, sent["Impersonate-Group"].AsEnumerable());
    }

    [Fact]
    public async Task Several_groups_go_through_a_proxy_too()
    {
        string[] groups = [];
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            groups = [.. context.Request.Headers["Impersonate-Group"].OfType<string>()];
            return StubCluster.Json(context, "{}");
        });
        using var proxy = new TunnelProxy();
        var kubeconfig = cluster.Kubeconfig("{token: t, as: joe, as-groups: [a, b]}",
            cluster.Trusting($", proxy-url: 'http://127.0.0.1:{proxy.Port}'"));
        using var client = new RawClient(cluster.Options(kubeconfig));
        await client.GetAsync("/x");
        await client.CreateAsync("/y", "{}");
        Assert.Equal(["a", "b"], groups);
        Assert.Equal(1, proxy.Tunnels);
    }

    [Fact]
    public async Task Who_cannot_be_impersonated_is_not_left_out()
    {
        var isAsked = false;
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            isAsked = true;
            return StubCluster.Json(context, "{}");
        });
        using var client = cluster.Client(cluster.Kubeconfig("""{token: t, as: "a\nb"}"""));
        await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync());
        Assert.False(isAsked);
    }

    [Fact]
    public async Task A_token_is_not_sent_without_TLS()
    {
        await using var server = await StubServer.StartAsync(Whoami, null);
        await using var cluster = await StubCluster.StartAsync(Whoami);
        var failure = Assert.Throws<ClusterException>(() => cluster.Client(cluster.Kubeconfig(cluster: $"{{server: '{server.Address}'}}")));
        Assert.Contains("a token is not sent without TLS", failure.Message, StringComparison.Ordinal);
        using var client = cluster.Client(cluster.Kubeconfig("{}", $"{{server: '{server.Address}'}}"));
        Assert.Equal("", await User(client));
    }

    [Fact]
    public async Task A_pod_uses_its_service_account()
    {
        await using var cluster = await StubCluster.StartAsync(Whoami);
        cluster.Files.Write("/sa/token", "pod-token");
        cluster.Files.Write("/sa/ca.crt", cluster.Authority.ExportCertificatePem());
        cluster.Files.Write("/sa/namespace", "kube-system\n");
        var account = new ServiceAccount("127.0.0.1", cluster.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Directory = cluster.Files.Path("/sa"),
        };
        using var client = ClusterClient.Open(new ClusterOptions
        {
            Kubeconfigs = [cluster.Files.Path("/missing")],
            ServiceAccount = account,
            Clock = new TestClock(TestPki.AsOf),
        });
        Assert.Equal(("Bearer pod-token", "in-cluster", "kube-system"), (await User(client), client.Context, client.Namespace));
    }

    [Fact]
    public async Task Whether_one_may_is_asked()
    {
        var asked = "";
        await using var cluster = await StubCluster.StartAsync(async context =>
        {
            asked = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await StubCluster.Json(context, """{"status":{"allowed":false,"reason":"no role"}}""");
        });
        using var client = cluster.Client();
        var question = new AccessReview("approve", "certificates.k8s.io", "signers", Name: "kubernetes.io/kubelet-serving");
        Assert.Equal(new AccessVerdict(false, "no role"), await client.CanAsync(question));
        Assert.Equal("approve signers.certificates.k8s.io kubernetes.io/kubelet-serving", question.ToString());
        Assert.Contains("\"resource\":\"signers\"", asked, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"kubernetes.io/kubelet-serving\"", asked, StringComparison.Ordinal);
    }

    internal static Task Whoami(HttpContext context)
    {
        var certificate = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        var user = certificate?.Subject ?? context.Request.Headers.Authorization.ToString();
        return StubCluster.Json(context, $$"""{"versions":[{"version":"{{user}}"}]}""");
    }

    internal static async Task<string> User(ClusterClient client) => Assert.Single(await client.AskAsync());
}
