using System.Text.Json;

namespace KubePki.Tests.Cli;

/// <summary>What is not an option here is never taken for something else, and whoever comes from another tool is told the word.</summary>
public sealed class OptionTrapTests
{
    [Theory]
    [InlineData("get has no option --san.", "get", "--role", "apiserver", "--san", "y")]
    [InlineData("renew has no option --san. Did you mean --add-san?", "renew", "--role", "apiserver", "--san", "y", "--what-if")]
    [InlineData("get has no option --nonsense.", "get", "--path", "a", "--nonsense")]
    [InlineData("test has no option --foo.", "test", "--check", "--foo")]
    [InlineData("get has no option -x.", "get", "--path", "a", "-x")]
    [InlineData("get has no option --nonsense.", "get", "--root", "a", "--nonsense")]
    [InlineData("forecast has no option --rot. Did you mean --root?", "forecast", "--root", "a", "b", "--rot", "c")]
    [InlineData("report has no option -x.", "report", "-o", "a.md", "--root", "a", "-x")]
    [InlineData("logs has no option --nonsense.", "logs", "--nonsense")]
    [InlineData("probe has no option --nonsense.", "probe", "127.0.0.1:1", "--nonsense")]
    [InlineData("Required argument missing for option: '--authority'.", "probe", "--authority")]
    [InlineData("There is no role named 'nope'.", "get", "--role", "apiserver,nope")]
    public void An_option_that_is_none_is_wrong_usage(string words, params string[] arguments)
    {
        var (code, output, error) = CommandLineTests.Run(arguments);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "get")]
    [InlineData("show", "get")]
    [InlineData("check", "test")]
    [InlineData("fix", "repair")]
    [InlineData("undo", "restore")]
    [InlineData("diff", "compare")]
    [InlineData("approve", "csr approve")]
    [InlineData("rotate", "renew")]
    [InlineData("chekcs", "checks")]
    public void Words_of_other_tools_lead_to_ours(string word, string ours)
    {
        var (code, _, error) = CommandLineTests.Run(word);
        Assert.Equal(64, code);
        Assert.Contains($"\nDid you mean {ours}?\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_moment_may_begin_with_a_minus()
    {
        using var node = NodeTree.Unpack("healthy");
        Assert.Equal(0, CommandLineTests.Run("get", "--root", node.Root, "--as-of", "-7d").Code);
    }

    [Fact]
    public void Several_roots_are_several_nodes_and_each_is_named()
    {
        using var one = NodeTree.Unpack("healthy");
        using var other = NodeTree.Unpack("expired-2020");
        string[] roots = ["--root", one.Root, "--root", other.Root, "--root", one.Root, "--as-of", "2026-07-01"];
        var (code, output, error) = CommandLineTests.Run(["get", "--role", "apiserver", .. roots]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal([$"{one.Root}/etc/kubernetes/pki (node cp1)", $"{other.Root}/etc/kubernetes/pki (node kubemaster)"],
            output.Split('\n').Where(line => line.Contains("(node", StringComparison.Ordinal)));
        output = CommandLineTests.Run(["test", .. roots]).Output;
        Assert.Equal([$"== cp1 ({one.Root})", $"== kubemaster ({other.Root})"],
            output.Split('\n').Where(line => line.StartsWith("==", StringComparison.Ordinal)));
        using var json = JsonDocument.Parse(CommandLineTests.Run(["get", "--role", "apiserver", "-o", "json", .. roots]).Output);
        Assert.Equal([("cp1", one.Root), ("kubemaster", other.Root)], json.RootElement.EnumerateArray()
            .Select(item => (item.GetProperty("nodeName").GetString()!, item.GetProperty("root").GetString()!)));
        Assert.Equal(CommandLineTests.Run(["test", .. roots]).Output,
            CommandLineTests.Run("test", "--root", one.Root, other.Root, "--as-of", "2026-07-01").Output);
    }

    [Fact]
    public void A_directory_is_diagnosed_with_all_below_it_when_that_is_asked_for()
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority("mine");
        TestPki.Put(tree, "/a/b/web", TestPki.Leaf(authority, "CN=web", TestPki.AsOf.AddDays(-1)));
        tree.Write("/a/b/ca.crt", authority.ExportCertificatePem());
        string[] test = ["test", "--path", tree.Path("/a"), "--as-of", "2026-07-01"];
        var (code, output, error) = CommandLineTests.Run(test);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("there is no certificate, key, request or kubeconfig in this directory", error, StringComparison.Ordinal);
        Assert.Contains("CertificateExpired", CommandLineTests.Run([.. test, "--recurse"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_moment_has_fractions_of_a_second()
    {
        using var node = NodeTree.Unpack("healthy");
        using var json = JsonDocument.Parse(CommandLineTests.Run("get", "--root", node.Root, "--role", "ca", "-o", "json").Output);
        Assert.DoesNotContain('.', json.RootElement[0].GetProperty("asOf").GetString()!);
    }

    [Fact]
    public void The_addresses_in_a_tree_are_dialled_only_when_that_is_asked_for()
    {
        using var node = NodeTree.Unpack("healthy");
        var (code, output, error) = CommandLineTests.Run("probe", "--root", node.Root);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains("connect to them all the same with --force", error, StringComparison.Ordinal);
    }
}
