using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Cluster.Client;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Whom the client believes.</summary>
public sealed class ServerTrustTests
{
    [Fact]
    public async Task The_right_server_is_asked()
    {
        await using var cluster = await StubCluster.StartAsync(context =>
            StubCluster.Json(context, """{"versions":[{"version":"v1"},{"version":"v1beta1"}]}"""));
        using var client = cluster.Client();
        Assert.Equal(["v1", "v1beta1"], await client.AskAsync());
        Assert.Empty(cluster.Warnings);
    }

    [Fact]
    public async Task The_name_counts_although_the_CA_is_the_right_one()
    {
        var failure = await Refused(authority => Served(authority, "other.example.com", "10.0.0.1"));
        Assert.Equal("x509: certificate is valid for 10.0.0.1, not 127.0.0.1", failure.GoError);
    }

    [Fact]
    public async Task A_certificate_without_addresses_is_not_for_an_address()
    {
        var failure = await Refused(authority => Served(authority, "localhost"));
        Assert.Equal("x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs", failure.GoError);
    }

    [Fact]
    public async Task A_name_of_the_kubeconfig_counts_in_place_of_the_host()
    {
        await using var cluster = await StubCluster.StartAsync(Version, authority => Served(authority, "a.example.com", "b.example.com"));
        using var right = cluster.Client(cluster.Kubeconfig(cluster: cluster.Trusting(", tls-server-name: b.example.com")));
        await right.AskAsync();
        Assert.Equal(["b.example.com"], cluster.Greetings);
        using var wrong = cluster.Client(cluster.Kubeconfig(cluster: cluster.Trusting(", tls-server-name: c.example.com")));
        var failure = await Assert.ThrowsAsync<ClusterException>(() => wrong.AskAsync());
        Assert.Equal("x509: certificate is valid for a.example.com, b.example.com, not c.example.com", failure.GoError);
    }

    [Fact]
    public async Task An_expired_server_is_told_in_Gos_words()
    {
        var failure = await Refused(authority => Timed(authority, TestPki.Start, TestPki.AsOf.AddDays(-1)));
        Assert.Equal("x509: certificate has expired or is not yet valid: current time 2026-07-01T00:00:00Z is after 2026-06-30T00:00:00Z",
            failure.GoError);
    }

    [Fact]
    public async Task So_is_one_of_the_future()
    {
        var failure = await Refused(authority => Timed(authority, TestPki.AsOf.AddDays(1), TestPki.AsOf.AddDays(9)));
        Assert.Equal("x509: certificate has expired or is not yet valid: current time 2026-07-01T00:00:00Z is before 2026-07-02T00:00:00Z",
            failure.GoError);
    }

    [Fact]
    public async Task A_CA_of_the_same_name_with_another_key_is_another_CA()
    {
        var failure = await Refused(_ => StubCluster.Certificate(TestPki.Authority("kubernetes")));
        Assert.StartsWith("x509: certificate signed by unknown authority (possibly because of", failure.GoError, StringComparison.Ordinal);
        Assert.Contains("candidate authority certificate \"kubernetes\"", failure.GoError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_none_of_a_server()
    {
        var failure = await Refused(authority => TestPki.Leaf(authority, "CN=kube-apiserver", null, "127.0.0.1"));
        Assert.Equal("x509: certificate specifies an incompatible key usage", failure.GoError);
    }

    [Fact]
    public async Task Each_CA_of_a_bundle_is_trusted()
    {
        await using var cluster = await StubCluster.StartAsync(Version);
        var bundle = TestPki.Authority("kubernetes").ExportCertificatePem() + "\n"
            + TestPki.Authority("old").ExportCertificatePem() + "\n" + cluster.Authority.ExportCertificatePem();
        cluster.Files.Write("/pki/ca.crt", bundle);
        using var client = cluster.Client(
            cluster.Kubeconfig(cluster: $"{{server: '{cluster.Address}', certificate-authority: pki/ca.crt}}"));
        await client.AskAsync();
    }

    [Fact]
    public async Task Without_a_CA_the_CAs_of_the_machine_decide()
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Json(context, "{}"));
        using var client = cluster.Client(cluster.Kubeconfig(cluster: $"{{server: '{cluster.Address}'}}"));
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync());
        Assert.Equal((ClusterProblemId.ServerNotTrusted, "x509: certificate signed by unknown authority"), (failure.Id, failure.GoError));
    }

    [Fact]
    public async Task Intermediates_that_the_server_sends_are_used()
    {
        var root = TestPki.Authority("root");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var between = new TestCertificate("CN=between") { IsAuthority = true, KeyUsage = X509KeyUsageFlags.KeyCertSign, Key = key }
            .SignedBy(root);
        await using var server = await StubServer.StartAsync(Version, StubCluster.Certificate(between), [between]);
        using var files = NodeTree.Empty();
        var trusted = TestPki.Base64(root.ExportCertificatePem());
        var path = files.Write("/k", $$"""
            current-context: c
            contexts: [{name: c, context: {cluster: s} }]
            clusters: [{name: s, cluster: {server: '{{server.Address}}', certificate-authority-data: {{trusted}} } }]
            """);
        using var client = ClusterClient.Open(new ClusterOptions { Kubeconfigs = [path], Clock = new TestClock(TestPki.AsOf) });
        Assert.Equal(["v1"], await client.AskAsync());
    }

    [Fact]
    public async Task To_check_nothing_is_possible_and_told()
    {
        await using var cluster = await StubCluster.StartAsync(Version, authority => Served(authority, "other"));
        using var client = cluster.Client(cluster.Kubeconfig(cluster: $"{{server: '{cluster.Address}', insecure-skip-tls-verify: true}}"));
        await client.AskAsync();
        Assert.Contains("insecure-skip-tls-verify", Assert.Single(cluster.Warnings), StringComparison.Ordinal);
    }

    private static Task Version(Microsoft.AspNetCore.Http.HttpContext context) =>
        StubCluster.Json(context, """{"versions":[{"version":"v1"}]}""");

    private static async Task<ClusterException> Refused(Func<X509Certificate2, X509Certificate2> make)
    {
        var isAsked = false;
        await using var cluster = await StubCluster.StartAsync(
            context =>
            {
                isAsked = true;
                return StubCluster.Json(context, "{}");
            },
            make);
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync());
        Assert.Equal(ClusterProblemId.ServerNotTrusted, failure.Id);
        Assert.StartsWith(cluster.Address.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.False(isAsked);
        return failure;
    }

    private static X509Certificate2 Served(X509Certificate2 authority, params string[] names) =>
        new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], Names = names }.SignedBy(authority);

    private static X509Certificate2 Timed(X509Certificate2 authority, DateTimeOffset start, DateTimeOffset end) =>
        new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], Names = ["127.0.0.1"], Start = start, End = end }
            .SignedBy(authority);
}
