using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>A command that is printed means the file that it names, and pasting it runs nothing that a name says.</summary>
public sealed class QuotingTests : IDisposable
{
    private readonly NodeTree _place = NodeTree.Empty();

    private string Mark => _place.Path("/MARK");

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(HostileNames.Data), MemberType = typeof(HostileNames))]
    public void A_shell_reads_a_word_as_what_it_was(string name)
    {
        name = name.Replace("MARK", Mark, StringComparison.Ordinal);
        var (code, output, error) = Shell.Run($"printf '%s' {ShellWord.Of(name)} | od -An -v -tx1");
        Assert.True(code == 0, error);
        var read = Encoding.UTF8.GetString(Convert.FromHexString(string.Concat(output.Where(char.IsAsciiHexDigit))));
        // What would be an option is a file; what no shell can name is nothing that exists.
        Assert.Equal(name.StartsWith('-') ? "./" + name : name.EndsWith('\n') ? name + "/." : name, read);
        Assert.False(File.Exists(Mark));
        Assert.Equal(ShellWord.Of(name), Printable.Text(ShellWord.Of(name)));
    }

    [Fact]
    public void A_name_that_is_not_UTF8_means_no_other_file()
    {
        var (_, output, _) = Shell.Run($"printf '%s' {ShellWord.Of("a\ufffdb")}");
        Assert.EndsWith("/.", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HostileNames.Data), MemberType = typeof(HostileNames))]
    public void Advice_runs_nothing_that_a_value_says(string name)
    {
        name = name.Replace("MARK", Mark, StringComparison.Ordinal);
        var advice = Advice.Of($"Don't ask whose file {name} is, it's kubelet's: rm {name} && mv {name + ".old"} {name}; "
            + $"kubectl config set-cluster{Advice.FirstWord(name)} --kubeconfig {name}{Advice.LastWord(name)}");
        RunsNothing(advice.ToString());
        RunsNothing(Advice.Written(advice.ToString()).ToString());
    }

    [Fact]
    public void No_output_about_hostile_files_runs_anything()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        foreach (var name in HostileNames.All.Where(name => name.Length > 0).Select((name, i) =>
            name.Replace("MARK", "MARK" + i, StringComparison.Ordinal)))
        {
            var file = name.Replace("/", "_", StringComparison.Ordinal);
            node.Tree.Copy(TreeEdits.PkiDirectory + "apiserver.crt", $"{TreeEdits.PkiDirectory}{file}.crt");
            node.Tree.Copy(TreeEdits.PkiDirectory + "ca.key", $"{TreeEdits.PkiDirectory}{file}.key");
            node.Tree.Copy(TreeEdits.PkiDirectory + "ca.key", $"/etc/kubernetes.old/{file}.key");
            node.Tree.Write($"/etc/kubernetes/{file}.conf", Hostile(node, name));
            node.Tree.Write($"/home/{file}/.kube/config", Hostile(node, name));
            node.Tree.Write($"/etc/cni/net.d/{file}.conf",
                System.Text.Json.JsonSerializer.Serialize(new Dictionary<string,
                object> { ["name"] = name, ["type"] = name, ["kubernetes"] = new Dictionary<string,
                string> { ["kubeconfig"] = $"/etc/cni/net.d/{file}.kubeconfig" } }));
            node.Tree.Write($"/etc/cni/net.d/{file}.kubeconfig", Hostile(node, name));
        }
        Shell.Do($"chmod -R a+rwX '{node.Tree.Path("/etc/kubernetes/pki")}' '{node.Tree.Path("/etc/cni")}'; "
            + $"chmod 755 '{node.Tree.Path("/etc/kubernetes/pki")}' '{node.Tree.Path("/etc/cni/net.d")}'");
        var findings = Diagnosis.Run(node.Read());
        var plan = node.Whole().Plan;
        var commands = findings.Select(finding => finding.Remedy).Concat(plan.Steps.SelectMany(step => step.Restart)).Distinct().ToList();
        Assert.True(commands.Count > HostileNames.All.Count, $"only {commands.Count} remedies");
        Assert.Contains(commands, command => command.Contains("chmod", StringComparison.Ordinal));
        commands.ForEach(RunsNothing);
        foreach (var text in commands)
            Assert.Equal(text, Printable.Text(text));
    }

    // Nothing is on the path but what would leave a mark.
    private void RunsNothing(string advice)
    {
        var tools = _place.Path("/tools");
        if (!Directory.Exists(tools))
        {
            Directory.CreateDirectory(tools);
            File.WriteAllText(Path.Combine(tools, "touch"), $"#!/bin/sh\n: > '{Mark}'\n");
            File.SetUnixFileMode(Path.Combine(tools, "touch"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Shell.Run(advice, tools);
        Assert.False(File.Exists(Mark), advice);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "MARK*"));
        Assert.DoesNotContain(Environment.NewLine, advice, StringComparison.Ordinal);
    }

    private static string Hostile(RepairCase node, string name)
    {
        var quoted = System.Text.Json.JsonSerializer.Serialize(name);
        return node.Tree.Read("/etc/kubernetes/admin.conf").Replace(TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt")),
            TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "front-proxy-ca.crt")), StringComparison.Ordinal)
            .Replace("kubernetes-admin@kubernetes", quoted, StringComparison.Ordinal).Replace("cluster: kubernetes", $"cluster: {quoted}",
                StringComparison.Ordinal)
            .Replace("name: kubernetes\n", $"name: {quoted}\n", StringComparison.Ordinal).Replace("kubernetes-admin", quoted,
                StringComparison.Ordinal);
    }
}
