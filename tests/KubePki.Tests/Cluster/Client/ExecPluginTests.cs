using KubePki.Cluster.Client;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Programs that give credentials.</summary>
public sealed class ExecPluginTests
{
    private const string V1 = "client.authentication.k8s.io/v1";

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task A_token_is_asked_for_once_until_it_expires(string version)
    {
        await using var cluster = await StubCluster.StartAsync(CredentialTests.Whoami);
        const string End = "2026-07-01T01:00:00Z";
        Script(cluster, $$"""
            echo run >> "$(dirname "$0")/runs"
            echo '{"kind":"ExecCredential","apiVersion":"{{version}}","status":{"token":"'"$1-$EXTRA"'","expirationTimestamp":"{{End}}"} }'
            """);
        var clock = new TestClock(TestPki.AsOf);
        var user = $"{{exec: {{apiVersion: {version}, command: ./plugin, args: [arg], env: [{{name: "
            + "EXTRA, value: more}], interactiveMode: IfAvailable}}";
        using var client = ClusterClient.Open(cluster.Options(cluster.Kubeconfig(user)) with { Clock = clock });
        Assert.Equal(["Bearer arg-more", "Bearer arg-more"],
            new[] { await CredentialTests.User(client), await CredentialTests.User(client) });
        Assert.Equal(1, Runs(cluster));
        clock.Now += TimeSpan.FromHours(2);
        await CredentialTests.User(client);
        Assert.Equal(2, Runs(cluster));
    }

    [Fact]
    public async Task A_401_asks_it_again_once()
    {
        var count = 0;
        await using var cluster = await StubCluster.StartAsync(context =>
            ++count == 1 ? StubCluster.Status(context, 401, "Unauthorized", "Unauthorized") : CredentialTests.Whoami(context));
        Script(cluster, Counting);
        using var client = cluster.Client(cluster.Kubeconfig(User()));
        Assert.Equal("Bearer t2", await CredentialTests.User(client));
        count = -1000;
        await CredentialTests.User(client);
        Assert.Equal(2, Runs(cluster));
    }

    [Fact]
    public async Task A_401_that_stays_is_an_error()
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Status(context, 401, "Unauthorized", "Unauthorized"));
        Script(cluster, Counting);
        using var client = cluster.Client(cluster.Kubeconfig(User()));
        Assert.Equal(401, (await Assert.ThrowsAsync<ClusterException>(() => CredentialTests.User(client))).Code);
        Assert.Equal(2, Runs(cluster));
    }

    [Fact]
    public async Task A_client_certificate_may_be_given()
    {
        await using var cluster = await StubCluster.StartAsync(CredentialTests.Whoami, wantsClient: true);
        using var own = TestPki.Leaf(cluster.Authority, "CN=from-plugin");
        var (leaf, key) = (Line(own.ExportCertificatePem()), Line(TestPki.KeyPem(own)));
        Script(cluster, $$$"""
            cat <<'END'
            {"kind":"ExecCredential","apiVersion":"{{{V1}}}","status":{"clientCertificateData":"{{{leaf}}}","clientKeyData":"{{{key}}}"}}
            END
            """);
        using var client = cluster.Client(cluster.Kubeconfig(User()));
        Assert.Equal("CN=from-plugin", await CredentialTests.User(client));
    }

    [Fact]
    public async Task It_is_told_of_the_cluster_when_it_wants()
    {
        await using var cluster = await StubCluster.StartAsync(CredentialTests.Whoami);
        Script(cluster,
            Counting + "\nprintf %s \"$KUBERNETES_EXEC_INFO\" > \"$(dirname \"$0\")/info\"\necho $# > \"$(dirname \"$0\")/arguments\"");
        var extension = ", extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x, n: 3}}]";
        using var client = cluster.Client(cluster.Kubeconfig(User(", provideClusterInfo: true"), cluster.Trusting(extension)));
        await CredentialTests.User(client);
        using var info = System.Text.Json.JsonDocument.Parse(File.ReadAllText(cluster.Files.Path("/info")));
        Assert.Equal(("ExecCredential", V1),
            (info.RootElement.GetProperty("kind").GetString(), info.RootElement.GetProperty("apiVersion").GetString()));
        // The kubeconfig names no argument.
        Assert.Equal("0\n", File.ReadAllText(cluster.Files.Path("/arguments")));
        var spec = info.RootElement.GetProperty("spec");
        Assert.False(spec.GetProperty("interactive").GetBoolean());
        var told = spec.GetProperty("cluster");
        Assert.Equal(cluster.Address.ToString(), told.GetProperty("server").GetString());
        Assert.Equal("""{"audience":"x","n":3}""", told.GetProperty("config").GetRawText());
        Assert.Contains("BEGIN CERTIFICATE",
            System.Text.Encoding.UTF8.GetString(told.GetProperty("certificate-authority-data").GetBytesFromBase64()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo broken >&2; exit 3", "failed with exit code 3: broken")]
    [InlineData("echo '{}'", "its output is not an ExecCredential")]
    [InlineData("echo secret-token", "its output is not an ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/"
        + "v1beta1\",\"status\":{\"token\":\"secret-token\"}}'",
        "plugin returned version client.authentication.k8s.io/v1beta1")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "didn't return a status field")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'",
        "didn't return a token or cert/key pair")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/"
        + "v1\",\"status\":{\"clientKeyData\":\"secret-token\"}}'",
        "only certificate or key, not both")]
    [InlineData("sleep 60", "no credential within")]
    public async Task What_is_no_credential_is_told_without_quoting_it(string script, string words)
    {
        await using var cluster = await StubCluster.StartAsync(CredentialTests.Whoami);
        Script(cluster, script);
        using var client = ClusterClient.Open(cluster.Options(cluster.Kubeconfig(User())) with
        {
            Timeout = TimeSpan.FromSeconds(script.StartsWith("sleep", StringComparison.Ordinal) ? 0.3 : 30),
        });
        var failure = await Assert.ThrowsAsync<ClusterException>(() => CredentialTests.User(client));
        Assert.Equal(ClusterProblemId.NoCredential, failure.Id);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_have_it_is_told_where_to_get_it()
    {
        await using var cluster = await StubCluster.StartAsync(CredentialTests.Whoami);
        using var client = cluster.Client(cluster.Kubeconfig(
            $"{{exec: {{apiVersion: {V1}, command: no-such-plugin-here, interactiveMode: Never, installHint: Get it from the shop.}}}}"));
        var failure = await Assert.ThrowsAsync<ClusterException>(() => CredentialTests.User(client));
        Assert.Equal("Get it from the shop.", failure.RecommendedAction);
        Assert.Contains("executable no-such-plugin-here not found", failure.Message, StringComparison.Ordinal);
    }

    private const string Counting = $$$"""
        echo run >> "$(dirname "$0")/runs"
        echo '{"kind":"ExecCredential","apiVersion":"{{{V1}}}","status":{"token":"t'$(grep -c run "$(dirname "$0")/runs")'"}}'
        """;

    private static string User(string more = "") => $"{{exec: {{apiVersion: {V1}, command: ./plugin, interactiveMode: Never{more}}}}}";

    private static string Line(string pem) => pem.Replace("\n", "\\n", StringComparison.Ordinal);

    private static int Runs(StubCluster cluster) => File.ReadAllLines(cluster.Files.Path("/runs")).Length;

    private static void Script(StubCluster cluster, string body)
    {
        var path = cluster.Files.Write("/plugin", "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
