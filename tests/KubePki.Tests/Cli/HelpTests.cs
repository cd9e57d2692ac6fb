using KubePki.Cli;

namespace KubePki.Tests.Cli;

/// <summary>Help, completion and complaints: what fingers expect of a program.</summary>
public sealed class HelpTests
{
    [Fact]
    public void A_bare_call_shows_what_there_is()
    {
        var (code, output, error) = CommandLineTests.Run();
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("  repair ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("__complete", output, StringComparison.Ordinal);
        Assert.Equal(output, CommandLineTests.Run("help").Output);
        Assert.Equal(CommandLineTests.Run("csr", "approve", "--help").Output, CommandLineTests.Run("help", "csr", "approve").Output);
    }

    [Theory]
    [InlineData("Did you mean test?", "tset")]
    [InlineData("Did you mean kubeconfigs?", "kubeconfig")]
    [InlineData("Did you mean --check?", "test", "--chekc", "x")]
    [InlineData("Run kubepki csr approve --help for usage.", "csr", "approve", "--nonsense")]
    [InlineData("logs has no option --nonsense.", "logs", "--nonsense")]
    [InlineData("probe has no option --serever-name. Did you mean --server-name?", "probe", "--serever-name", "x")]
    [InlineData("'xml' is not an output format. Use table, list, sarif, json, yaml, name or custom-columns=HEADER:.field,…",
        "test", "-o", "xml")]
    public void What_is_not_understood_is_told_with_what_was_meant(string expected, params string[] arguments)
    {
        var (code, output, error) = CommandLineTests.Run(arguments);
        Assert.Equal((64, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test", "te")]
    [InlineData("approve", "csr", "")]
    [InlineData("--role", "get", "--ro")]
    [InlineData("apiserver-etcd-client", "get", "--role", "apis")]
    [InlineData("CertificateExpired", "test", "--check", "")]
    [InlineData("Critical", "test", "--severity", "")]
    [InlineData("yaml", "get", "-o", "")]
    [InlineData("1.24", "verify", "--go", "")]
    [InlineData("kubelet-serving", "csr", "approve", "--policy", "")]
    [InlineData("zsh", "completion", "")]
    public void Words_are_completed(string expected, params string[] words)
    {
        var lines = CommandLineTests.Run(["__complete", .. words]).Output.Split('\n');
        Assert.Contains(expected, lines.Select(line => line.Split('\t')[0]));
        Assert.DoesNotContain("/?", lines.Select(line => line.Split('\t')[0]));
    }

    [Theory]
    [InlineData(":0", "logs", "")]
    [InlineData(":0", "verify", "--cert", "")]
    [InlineData(":4", "test", "--severity", "")]
    [InlineData(":4", "te")]
    public void Files_are_completed_where_files_are_taken(string expected, params string[] words) =>
        Assert.EndsWith(expected, CommandLineTests.Run(["__complete", .. words]).Output.TrimEnd(), StringComparison.Ordinal);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    [InlineData("kubectl")]
    public void Each_shell_has_a_script(string shell) =>
        Assert.Contains("__complete", CommandLineTests.Run("completion", shell).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("/usr/local/bin/kubepki", "kubepki")]
    [InlineData("/usr/local/bin/kubectl-pki", "kubectl pki")]
    [InlineData("kubectl-node_pki", "kubectl node-pki")]
    [InlineData("C:/tools/kubepki.exe", "kubepki")]
    [InlineData("/opt/kubepki.dll", "kubepki")]
    public void The_program_is_called_what_the_user_called_it(string path, string name)
    {
        var before = ProgramName.Text;
        ProgramName.Take(path);
        Assert.Equal(name, ProgramName.Text);
        ProgramName.Take(before);
    }

    [Fact]
    public void The_manual_has_every_command_and_option()
    {
        var page = CommandLineTests.Run("man").Output.Replace("\\-", "-", StringComparison.Ordinal);
        foreach (var command in CommandTree.Create().Subcommands.Where(command => !command.Hidden))
        {
            Assert.Contains($".SS \"kubepki {command.Name}", page, StringComparison.Ordinal);
            Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.Contains($"\\fB{option.Name}\\fR", page,
                StringComparison.Ordinal));
        }
        Assert.DoesNotMatch(@"(?m)^['](?!\\)", page);
    }

    [Fact]
    public void A_command_alone_is_the_one_among_all()
    {
        var all = CommandTree.Create().Subcommands.Where(command => command.Name is not ("help" or "man" or "completion"));
        Assert.All(all, command =>
        {
            var alone = Assert.Single(CommandTree.Create(command.Name).Subcommands);
            Assert.Equal(command.Name, alone.Name);
            Assert.Equal(command.Options.Select(option => option.Name), alone.Options.Select(option => option.Name));
        });
    }

    [Fact]
    public void Quiet_prints_nothing_and_the_exit_code_tells()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        foreach (var form in (string[])["table", "json", "yaml", "name"])
        {
            var (code, output, error) = CommandLineTests.Run("test", "--root", tree.Root, "--as-of", "2020-07-28", "--quiet", "-o", form);
            Assert.Equal((2, "", ""), (code, output, error));
        }
        Assert.Equal("", CommandLineTests.Run("repair", "-q", "--root", tree.Root, "--as-of", "2020-07-28", "--yes").Output);
        Assert.Equal(0, CommandLineTests.Run("test", "--root", tree.Root, "--as-of", "2020-07-29", "--fail-on", "critical", "-q").Code);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("kubeconfigs")]
    [InlineData("test")]
    [InlineData("kubelet")]
    [InlineData("spec")]
    [InlineData("repair", "--what-if")]
    public void Every_command_has_the_same_forms(params string[] command)
    {
        using var tree = NodeTree.Unpack("expired-2020");
        string Run(string form) => CommandLineTests.Run([.. command, "--root", tree.Root, "--as-of", "2020-07-28", "-o", form]).Output;
        Assert.Contains(Run("json")[..1], "[{", StringComparison.Ordinal);
        Assert.Matches(@"(?m)^(- )?\w+:", Run("yaml"));
        Assert.NotEmpty(Run("name").Trim());
        Assert.StartsWith("AT", Run("custom-columns=AT:.asOf"), StringComparison.Ordinal);
    }

    [Fact]
    public void Colors_are_given_when_they_are_asked_for()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        string Run(string when) => CommandLineTests.Run("test", "--root", tree.Root, "--as-of", "2020-07-28", "--color", when).Output;
        Assert.Contains("\u001b[1;31mCritical", Run("always"), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', Run("auto"));
        Assert.DoesNotContain('\u001b', Run("never"));
    }
}
