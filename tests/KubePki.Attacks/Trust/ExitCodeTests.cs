using KubePki.Attacks.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>The exit code tells when nothing could be read, when errors stay, and when changes were made that could not be told.</summary>
public sealed class ExitCodeTests
{
    private const string Night = "2020-07-28T00:00:00Z";

    [Theory]
    [InlineData("repair --yes")]
    [InlineData("repair --yes -o json")]
    [InlineData("repair --what-if")]
    [InlineData("repair kubeconfig --yes")]
    [InlineData("repair kubelet --yes")]
    [InlineData("renew --yes")]
    public void Errors_that_stay_are_no_success(string command)
    {
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Delete(TreeEdits.PkiDirectory + "ca.key");
        node.Tree.Delete(TreeEdits.PkiDirectory + "front-proxy-ca.key");
        node.Tree.Delete(TreeEdits.PkiDirectory + "etcd/ca.key");
        var (code, output, error) = Run(node, command);
        Assert.True(code == 2, $"{code}: {output}{error}");
        Assert.DoesNotContain("Nothing to do.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_that_stay_after_others_were_cured_are_told()
    {
        using var node = new RepairCase("expired-2020", Night);
        node.Tree.Delete(TreeEdits.PkiDirectory + "etcd/ca.key");
        var (code, output, error) = Run(node, "repair --yes");
        Assert.Equal(2, code);
        Assert.Contains("Done ", output, StringComparison.Ordinal);
        Assert.Contains("not resolved: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cured_node_is_a_success_and_so_is_a_healthy_one()
    {
        using var node = new RepairCase("expired-2020", Night);
        Assert.Equal(0, Run(node, "repair --yes").Code);
        var (code, output, _) = Run(node, "repair --yes");
        Assert.Equal((0, "Nothing to do.\n"), (code, output));
        Assert.Equal(0, Run(node, "repair kubelet --yes").Code);
    }

    [RootFact]
    public void What_cannot_be_read_is_a_failure()
    {
        using var node = new RepairCase("expired-2020", Night);
        Shell.Do($"chmod -R 777 '{node.Tree.Root}'; "
            + $"chmod 700 '{node.Tree.Path("/etc/kubernetes")}'; chmod 700 '{node.Tree.Path("/var/lib/kubelet")}'");
        foreach (var command in new[] { "repair --yes", "repair kubelet --yes", "repair kubeconfig --yes", "renew --yes" })
        {
            var (code, output, error) = Shell.Run("exec setpriv --reuid 12345 --regid 12345 --clear-groups env "
                + $"HOME=/nonexistent DOTNET_CLI_HOME=/tmp {Script(node, command)}");
            Assert.True(code == 1, $"{command}: {code}: {output}{error}");
        }
    }

    [Theory]
    [InlineData("> /dev/full")]
    [InlineData("| true")]
    [InlineData(">&-")]
    public void Changes_that_cannot_be_told_are_made_all_the_same(string redirection)
    {
        foreach (var form in new[] { "table", "json" })
        {
            using var node = new RepairCase("expired-2020", Night);
            var (_, _, error) = Shell.Run($"{{ {Script(node, $"repair --yes -o {form}")}; echo code $? >&2; }} {redirection}");
            Assert.Contains("committed", error, StringComparison.Ordinal);
            Assert.Contains("code 3", error, StringComparison.Ordinal);
            Assert.Equal("Valid", node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Status);
        }
    }

    [Theory]
    [InlineData(">&-", 1)]
    [InlineData("2>&-", 0)]
    [InlineData("<&-", 0)]
    [InlineData("2>&- <&-", 0)]
    [InlineData(">&- 2>&- <&-", 1)]
    public void A_stream_that_was_closed_at_the_start(string redirection, int code)
    {
        using var node = new RepairCase();
        Assert.Equal(code, Run(node, $"get {redirection}").Code);
        Assert.Equal(code, Run(node, $"get -o json {redirection}").Code);
        Assert.Equal(64, Run(node, $"nonsense {redirection}").Code);
    }

    [Theory]
    [InlineData(">&-", 3)]
    [InlineData("2>&-", 0)]
    [InlineData(">&- <&-", 3)]
    [InlineData(">&- 2>&- <&-", 3)]
    public void Changes_that_nobody_can_hear_of(string redirection, int code)
    {
        using var node = new RepairCase("expired-2020", Night);
        Assert.Equal(code, Run(node, $"repair --yes {redirection}").Code);
        Assert.Equal("Valid", node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Status);
    }

    [Fact]
    public void An_input_that_was_closed_is_empty()
    {
        using var node = new RepairCase();
        var (code, output, error) = Shell.Run(
            $"exec timeout 60 dotnet '{Path.Combine(AppContext.BaseDirectory, "kubepki.dll")}' logs - <&-");
        Assert.True(code is 0 or 1, $"{code}: {output}{error}");
    }

    [Fact]
    public void A_file_that_may_not_grow_ends_in_words_and_leaves_what_was()
    {
        using var node = new RepairCase("expired-2020", Night);
        var before = node.State();
        var (code, output, error) = Shell.Run(
            "ulimit -f 1; export KUBECONFIG=/nonexistent DOTNET_EnableDiagnostics=0 DOTNET_EnableWriteXorExecute=0; "
                + $"exec {Script(node, "repair --yes")}");
        Assert.True(code == 1, $"{code}: {output}{error}");
        Assert.Equal(before, node.State());
    }

    private static string Script(RepairCase node, string command) =>
        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "kubepki.dll")}' {command} --root '{node.Tree.Root}' --as-of {Night}";

    private static (int Code, string Output, string Error) Run(RepairCase node, string command) =>
        Shell.Run($"KUBECONFIG=/nonexistent {Script(node, command)}");
}
