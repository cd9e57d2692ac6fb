using System.Text.Json;
using KubePki.Cli;
using KubePki.Tests.Cluster.Trust;

namespace KubePki.Tests.Cli;

/// <summary>kubepki cluster, and a cluster in a report, as their users run them.</summary>
public sealed class ClusterCommandTests
{
    [Theory]
    [InlineData("--kubeconfig", "x")]
    [InlineData("--namespace", "x")]
    [InlineData("--no-dial")]
    [InlineData("-o", "json")]
    public void What_would_be_ignored_beside_the_ClusterRole_is_refused(params string[] option)
    {
        var (code, output, error) = CommandLineTests.Run(["cluster", "--show-cluster-role", .. option]);
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.Contains("--show-cluster-role and --", error, StringComparison.Ordinal);
        Assert.Contains("cannot be used together.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ClusterRole_needs_no_cluster()
    {
        var (code, output, error) = CommandLineTests.Run(["cluster", "--show-cluster-role"]);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster", "CertificateExpired", "CertificateExpired is a check of kubepki test.", false)]
    [InlineData("test", "cabundlemismatch", "CaBundleMismatch is a check of kubepki cluster.", false)]
    [InlineData("repair", "CaBundle*", "'CaBundle*' fits checks of kubepki cluster only.", false)]
    [InlineData("cluster", "CaBundelMismatch", "There is no check named 'CaBundelMismatch'. Did you mean CaBundleMismatch?", true)]
    [InlineData("test", "CaBundelMismatch", "There is no check named 'CaBundelMismatch'. Valid checks: ", true)]
    public void Checks_of_another_command_are_told_as_such(string command, string check, string sentence, bool lists)
    {
        var error = CommandLineTests.Run([command, "--check", check]).Error;
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Equal(lists, error.Contains("Valid checks: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_shows_a_cluster_as_a_cluster(bool withNode)
    {
        using var node = NodeTree.Unpack("healthy");
        await using var stub = await TrustStub.StartAsync();
        using var authority = TestPki.Authority("ca");
        using var old = TestPki.Leaf(authority, "CN=old", TestPki.AsOf.AddDays(-1));
        using var good = TestPki.Leaf(authority, "CN=good", TestPki.AsOf.AddDays(300));
        stub.List("/api/v1/secrets", "v1", "Secret", SecretTests.Tls("old", old, old), SecretTests.Tls("good", good, good));
        stub.Forbid("/api/v1/nodes");
        var (code, output, error) = CommandLineTests.Run(["report", "--kubeconfig", stub.Cluster.Kubeconfig(), "--as-of", "2026-07-01",
            "-o", "-", "--format", "json", .. withNode ? new[] { "--root", node.Root } : []]);
        Assert.True(code == ExitCodes.Failed, error);
        Assert.Contains("list nodes: forbidden", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        var nodes = json.RootElement.GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(withNode ? 2 : 1, nodes.Count);
        var cluster = Assert.Single(nodes, item => item.GetProperty("isCluster").GetBoolean());
        var url = stub.Cluster.Address.ToString().TrimEnd('/');
        Assert.Equal(url, cluster.GetProperty("root").GetString());
        Assert.Equal($"cluster {url["https://".Length..]}", cluster.GetProperty("name").GetString());
        Assert.Contains(cluster.GetProperty("findings").EnumerateArray(), finding =>
            finding.GetProperty("check").GetString() == "SecretCertificateExpired");
        var certificates = cluster.GetProperty("certificates").EnumerateArray()
            .ToDictionary(item => item.GetProperty("subject").GetString()!);
        Assert.Equal("Expired", certificates["CN=old"].GetProperty("status").GetString());
        // What nothing is wrong with is in the timeline, too.
        Assert.Equal("Secret web/good, tls.crt", certificates["CN=good"].GetProperty("nodePaths")[0].GetString());
        Assert.Contains(cluster.GetProperty("problems").EnumerateArray(), problem =>
            problem.GetString()!.Contains("list nodes: forbidden", StringComparison.Ordinal));
        var headline = json.RootElement.GetProperty("headline").GetString()!;
        Assert.Equal(withNode, headline.StartsWith("1 node and 1 cluster", StringComparison.Ordinal));
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("markdown")]
    public async Task No_page_calls_a_cluster_a_node(string format)
    {
        await using var stub = await TrustStub.StartAsync();
        using var authority = TestPki.Authority("ca");
        using var old = TestPki.Leaf(authority, "CN=old", TestPki.AsOf.AddDays(-1));
        stub.List("/api/v1/secrets", "v1", "Secret", SecretTests.Tls("old", old, old));
        var (_, output, _) = CommandLineTests.Run(
            ["report", "--kubeconfig", stub.Cluster.Kubeconfig(), "--as-of", "2026-07-01", "-o", "-", "--format", format]);
        Assert.Contains($"cluster {stub.Cluster.Address.Authority}", output, StringComparison.Ordinal);
        Assert.Contains("Secret web/old", output, StringComparison.Ordinal);
        Assert.DoesNotContain("1 node", output, StringComparison.Ordinal);
        Assert.DoesNotContain("on this node.\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("from files; it holds", output, StringComparison.Ordinal);
        Assert.Equal(format == "html", output.Contains("<section id=\"plan\" aria-labelledby=\"plan-title\" hidden>",
            StringComparison.Ordinal));
        Assert.Equal(format == "html", output.Contains("In a cluster nothing is repaired from here", StringComparison.Ordinal));
    }
}
