using System.Text.Json;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Probing;

namespace KubePki.Tests.Cli;

/// <summary><c>kubepki probe</c> as its users run it.</summary>
public sealed class ProbeCommandTests
{
    [Theory]
    [InlineData("2026-07-01", "127.0.0.1", 0, " Ok")]
    [InlineData("2026-07-01", "api.example.com", 2, "x509: certificate is valid for kubernetes, not api.example.com")]
    [InlineData("2027-07-01", "127.0.0.1", 2, "remedy  Renew the certificate on the machine that serves it")]
    public async Task The_exit_code_tells_whether_it_is_right(string asOf, string name, int expected, string words)
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        var ca = files.Write("/ca.crt", authority.ExportCertificatePem());
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(200), StubCluster.Certificate(authority));
        var (code, output, error) = await Task.Run(() => CommandLineTests.Run("probe", server.Address.Authority,
            "--ca", ca, "--root", files.Root, "--as-of", asOf, "--server-name", name));
        Assert.Equal((expected, ""), (code, error));
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_all_of_it_and_no_key()
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        TestPki.Put(files, "/client", TestPki.Leaf(authority, "CN=client"));
        var kubeconfig = files.Write("/k.conf",
            $"kind: Config\ncurrent-context: c\nclusters: [{{name: s, cluster: {{server: 'https://127.0.0.1:1'}}}}]\n");
        await using var server = await StubServer.StartAsync(ProbeTests.Answer(200),
            StubCluster.Certificate(authority), wantsClient: true, clientAuthority: authority);
        var (code, output, _) = await Task.Run(() => CommandLineTests.Run("probe", server.Address.Authority,
            "--kubeconfig", kubeconfig, "--root", files.Root, "--as-of", "2026-07-01", "-o", "json",
            "--ca", files.Write("/ca.crt", authority.ExportCertificatePem()),
            "--cert", files.Path("/client.crt"), "--key", files.Path("/client.key")));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(2, code);
        Assert.Equal(["Ok", "Unreachable"], json.RootElement.EnumerateArray().Select(item => item.GetProperty("state").GetString()));
        var served = json.RootElement[0];
        Assert.True(served.GetProperty("acceptsCertificate").GetBoolean());
        Assert.Equal("CN=kubernetes", served.GetProperty("clientAuthorities")[0].GetString());
        Assert.Equal("CN=kube-apiserver", served.GetProperty("chain")[0].GetProperty("subject").GetString());
        Assert.Equal("EndpointUnreachable", json.RootElement[1].GetProperty("findings")[0].GetProperty("check").GetString());
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("127.0.0.1:1", "--key", "x")]
    [InlineData("127.0.0.1:1", "--timeout-sec", "0")]
    [InlineData("127.0.0.1:1", "--throttle", "many")]
    [InlineData("127.0.0.1:1", "-o", "xml")]
    public void Wrong_usage_is_64(params string[] arguments)
    {
        var (code, _, error) = CommandLineTests.Run(["probe", .. arguments]);
        Assert.Equal(64, code);
        Assert.StartsWith("kubepki: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cert", "/no/such.crt", "/no/such.crt: the client certificate cannot be read: the file does not exist")]
    [InlineData("--kubeconfig", "/no/such.conf", "/no/such.conf: the file does not exist")]
    public void What_cannot_be_read_is_1(string option, string path, string words)
    {
        string[] arguments = option == "--cert" ? ["probe", "127.0.0.1:1", option, path] : ["probe", option, path];
        var (code, _, error) = CommandLineTests.Run(arguments);
        Assert.Equal(1, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_serves_nothing_is_1()
    {
        using var tree = NodeTree.Empty();
        var (code, _, error) = CommandLineTests.Run("probe", "--root", tree.Root);
        Assert.Equal(1, code);
        Assert.Contains("shows what this node serves. Specify an endpoint", error, StringComparison.Ordinal);
    }
}
