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
    [InlineData("cert", "get or renew")]
    [InlineData("refresh-certs", "renew")]
    [InlineData("rotate-ca", "renew --authority")]
    [InlineData("certinfo", "get --path")]
    [InlineData("update-context", "repair kubeconfig")]
    public void Words_of_other_tools_lead_to_ours(string word, string ours)
    {
        var (code, _, error) = CommandLineTests.Run(word);
        Assert.Equal(64, code);
        Assert.Contains($"\nDid you mean {ours}?\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certs renew", "renew", "certs", "renew", "all")]
    [InlineData("alpha certs renew", "renew", "alpha", "certs", "renew", "all")]
    [InlineData("certs check-expiration", "get", "certs", "check-expiration")]
    [InlineData("certs generate-csr", "request", "certs", "generate-csr", "--cert-dir", "x")]
    [InlineData("init phase certs", "new or renew", "init", "phase", "certs", "apiserver")]
    [InlineData("certificate rotate", "renew", "certificate", "rotate")]
    [InlineData("certificate rotate-ca", "renew --authority", "certificate", "rotate-ca", "--path", "x")]
    [InlineData("certificate approve", "csr approve", "certificate", "approve", "csr-1")]
    [InlineData("certificate inspect", "get --path", "certificate", "inspect", "a.crt")]
    [InlineData("get csr", "csr", "get", "csr")]
    [InlineData("config view", "spec or kubeconfigs", "config", "view")]
    public void Commands_of_several_words_lead_to_ours_in_two_lines(string theirs, string ours, params string[] words)
    {
        var (code, output, error) = CommandLineTests.Run(words);
        Assert.Equal((64, ""), (code, output));
        Assert.StartsWith($"kubepki: there is no command '{theirs}'.\nDid you mean {ours}?\n", error, StringComparison.Ordinal);
    }

    /// <summary>Each word leads to a command, with options, that exists here.</summary>
    [Theory]
    [MemberData(nameof(Meanings))]
    public void What_is_meant_exists(string meaning)
    {
        foreach (var words in meaning.Split(" or ").Select(command => command.Split(' ')))
        {
            var help = CommandLineTests.Run([.. words.Where(word => !word.StartsWith('-')), "--help"]).Output;
            Assert.Contains("Usage:", help, StringComparison.Ordinal);
            Assert.All(words.Where(word => word.StartsWith('-')), option => Assert.Contains(option, help, StringComparison.Ordinal));
        }
    }

    public static TheoryData<string> Meanings => new(KubePki.Cli.OtherWords.Meanings);

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
