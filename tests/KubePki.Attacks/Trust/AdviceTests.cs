using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;
using KubePki.Tests.Node.Checks;

namespace KubePki.Attacks.Trust;

/// <summary>No printed command deletes, overwrites or replaces a file: not the first time, and not the second time.</summary>
public sealed partial class AdviceTests
{
    public static TheoryData<string> Checks => [.. CheckCatalogue.All.Select(check => check.Name)];

    [Theory]
    [MemberData(nameof(Checks))]
    public void Advice_of_a_check(string name)
    {
        foreach (var finding in CheckFixtures.All.Where(fixture => fixture.Check == name && fixture.Fails)
            .SelectMany(fixture => Diagnosis.Run(fixture.Read())))
            Harmless(finding.Remedy);
    }

    [Theory]
    [InlineData("expired-2020", "2020-07-28T00:00:00Z")]
    [InlineData("outage-2019", "2019-09-09T00:00:00Z")]
    [InlineData("power-loss", "2021-09-01T03:00:00Z")]
    [InlineData("cni-leftover", "2020-06-21T00:00:00Z")]
    public void Advice_for_a_node_and_after_its_repair(string name, string time)
    {
        using var node = new RepairCase(name, time);
        foreach (var text in Diagnosis.Run(node.Read()).Select(finding => finding.Remedy)
            .Concat(node.Whole().Plan.Steps.SelectMany(step => step.Restart)))
            Harmless(text);
        Assert.False(string.IsNullOrEmpty(Kubelet(node.Read())));
        Harmless(Kubelet(node.Read()));
    }

    [Fact]
    public void What_was_moved_before_stays()
    {
        using var tree = NodeTree.Empty();
        var (path, command) = (tree.Path("/a file.conf"), NodeGuidance.MoveAside(tree.Path("/a file.conf")).ToString());
        foreach (var content in (string[])["first", "second"])
        {
            tree.Write("/a file.conf", content);
            Shell.Do(command);
            Assert.False(File.Exists(path));
            // A person needs longer than a second to paste it again.
            Thread.Sleep(1100);
        }
        Assert.Equal(["first", "second"], Directory.GetFiles(tree.Root).Order(StringComparer.Ordinal).Select(File.ReadAllText));
    }

    private static string Kubelet(NodePki node) =>
        KubePki.Node.Kubelet.KubeletJudge.Judge(node, SpecBuilder.Build(node)).Remedy;

    [Fact]
    public void What_has_the_name_of_the_specification_stays()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/spec.yaml", "mine");
        var file = tree.Path("/spec.yaml");
        var command = $"(set -C; echo other > {file})";
        Assert.Equal("", KeepingWhatIsThere().Replace(command, ""));
        Shell.Do(command + " || true");
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void What_one_remedy_wrote_stays_and_does_not_stop_the_next()
    {
        using var tree = NodeTree.Unpack("kubeadm-1.36-ecdsa");
        File.Delete(tree.Path("/etc/kubernetes/pki/apiserver.crt"));
        var remedy = Diagnosis.Run(Read(tree))
            .First(finding => finding is { Check: "CertificateMissing", Target: "apiserver" }).Remedy;
        Harmless(remedy);
        var script = remedy[remedy.IndexOf("spec=", StringComparison.Ordinal)..(remedy.IndexOf(") && $", StringComparison.Ordinal) + 1)]
            .Replace("/root/", tree.Path("/"), StringComparison.Ordinal)
            .Replace("kubepki spec -o kubeadm", "echo made", StringComparison.Ordinal);
        Shell.Do(script);
        Thread.Sleep(1100);
        Shell.Do(script);
        var written = Directory.GetFiles(tree.Root, "kubepki-spec.*.yaml");
        Assert.Equal(["made\n", "made\n"], written.Select(File.ReadAllText));
        // The same name again, as within one second.
        Shell.Do($"spec={written[0]}; {script[(script.IndexOf("&& ", StringComparison.Ordinal) + 3)..].Replace("made", "other")} || true");
        Assert.Equal("made\n", File.ReadAllText(written[0]));
    }

    [Fact]
    public void What_is_written_by_hand_gets_a_name_of_its_own()
    {
        using var tree = NodeTree.Unpack("kubeadm-1.36-rsa");
        var node = Read(tree);
        var authority = node.Certificates.First(certificate => certificate.Role == PkiRoles.ClusterAuthority);
        var advice = new NodeGuidance(node, SpecBuilder.Build(node)).RenewAuthority(authority).ToString();
        Assert.Contains("openssl x509 -in /etc/kubernetes/pki/ca.crt", advice, StringComparison.Ordinal);
        Harmless(advice);
        Assert.Throws<Xunit.Sdk.TrueException>(() => Harmless("openssl x509 -in /a -out /a.new; then"));
    }

    private static NodePki Read(NodeTree tree) =>
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }).ReadNode();

    private static void Harmless(string advice)
    {
        foreach (Match match in WritingTo().Matches(advice))
        {
            Assert.True(match.Value.Contains(".$(date +", StringComparison.Ordinal)
                || match.Value.Contains(".\"$d\"", StringComparison.Ordinal), advice);
        }
        advice = KeepingWhatIsThere().Replace(advice, "");
        Assert.False(Deleting().IsMatch(advice), advice);
        foreach (Match match in Replacing().Matches(advice))
        {
            var command = match.Value;
            // Under a name of its own, into a directory of its own, away from where it was just put after a look, or over kubelet's link.
            Assert.True(command.Contains("$(date +", StringComparison.Ordinal) || command.Contains("\"$d\"", StringComparison.Ordinal)
                || command.Contains("\"$pem\"", StringComparison.Ordinal) || advice.Contains("test ! -e ", StringComparison.Ordinal)
                || advice.Contains(".$(date +%s) && cp -p ", StringComparison.Ordinal)
                || command.StartsWith("mv -T ", StringComparison.Ordinal),
                string.Create(CultureInfo.InvariantCulture, $"{command} in: {advice}"));
        }
    }

    [GeneratedRegex(@"openssl [^;&|]* -out [^;&|]*")]
    private static partial Regex WritingTo();

    // The shell itself refuses to write over a file then.
    [GeneratedRegex(@"\(set -C; [^()]*\)")]
    private static partial Regex KeepingWhatIsThere();

    [GeneratedRegex(@"(^|[;&|(: ])(rm|shred|unlink|rmdir|truncate|dd|tee|kubeadm reset)\s+[-/\w']|[^-2&>]>\s*/")]
    private static partial Regex Deleting();

    [GeneratedRegex(@"(?<=^|[;&|(: ])(mv|cp|install)\s+[^;&|]*")]
    private static partial Regex Replacing();
}
