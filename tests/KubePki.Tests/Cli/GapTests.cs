using System.Text;
using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Reports.Metrics;
using KubePki.Tests.Node.Archives;

namespace KubePki.Tests.Cli;

/// <summary>What a root did not give is told by every command, and is no success.</summary>
public sealed class GapTests
{
    private const string Missing = "/nowhere/at-all";

    private static readonly string[] Day = ["--as-of", "2026-07-01"];

    [Theory]
    [InlineData("test")]
    [InlineData("kubelet")]
    [InlineData("topology")]
    [InlineData("forecast")]
    [InlineData("spec")]
    [InlineData("probe")]
    [InlineData("get")]
    [InlineData("kubeconfigs")]
    [InlineData("metrics")]
    [InlineData("calendar")]
    [InlineData("report", "-o", "-", "--format", "json")]
    [InlineData("repair", "--what-if")]
    [InlineData("renew", "--what-if")]
    public void A_damaged_archive_is_told(params string[] command)
    {
        using var place = NodeTree.Empty();
        var (code, _, error) = CommandLineTests.Run([.. command, "--root", CutOff(place, "zip"), .. Day]);
        Assert.Equal(1, code);
        Assert.Contains("node.zip: the archive is damaged or truncated", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("forecast")]
    [InlineData("get")]
    [InlineData("metrics")]
    [InlineData("calendar")]
    [InlineData("report", "-o", "-", "--format", "markdown")]
    public void The_others_are_done_and_it_is_no_success(params string[] command)
    {
        using var node = NodeTree.Unpack("healthy");
        var (code, output, error) = CommandLineTests.Run([.. command, "--root", Missing, node.Root, .. Day]);
        Assert.Equal(1, code);
        Assert.Contains($"{Missing}: the directory does not exist", error, StringComparison.Ordinal);
        Assert.NotEmpty(output);
        Assert.Equal(0, CommandLineTests.Run([.. command, "--root", node.Root, .. Day]).Code);
    }

    [Fact]
    public void A_fleet_without_one_of_its_nodes_is_no_success()
    {
        using var node = NodeTree.Unpack("healthy");
        Assert.Equal(1, CommandLineTests.Run(["fleet", Missing, node.Root, .. Day]).Code);
        Assert.Equal(0, CommandLineTests.Run(["fleet", node.Root, .. Day]).Code);
    }

    [Fact]
    public void Findings_come_before_gaps()
    {
        using var node = NodeTree.Unpack("expired-2020");
        Assert.Equal(2, CommandLineTests.Run("test", "--root", Missing, node.Root, "--as-of", "2020-07-28").Code);
    }

    [Fact]
    public void A_report_names_what_could_not_be_read()
    {
        using var place = NodeTree.Empty();
        using var node = NodeTree.Unpack("healthy");
        var zip = CutOff(place, "zip");
        var text = place.Write("/text.tar.gz", "<b>no archive</b>");
        foreach (var format in new[] { "html", "markdown", "json" })
        {
            var (code, output, _) = CommandLineTests.Run(
                ["report", "-o", "-", "--format", format, "--root", zip, text, Missing, node.Root, .. Day]);
            Assert.Equal(1, code);
            Assert.Contains("3 of 4 nodes could not be read. ", output, StringComparison.Ordinal);
            Assert.All(new[] { zip, text, Missing }, root => Assert.Contains(root, output, StringComparison.Ordinal));
            Assert.Contains("the archive is damaged or truncated", output, StringComparison.Ordinal);
            if (format == "json")
            {
                using var json = JsonDocument.Parse(output);
                Assert.Equal([zip, text, Missing],
                    json.RootElement.GetProperty("unread").EnumerateArray().Select(each => each.GetProperty("root").GetString()));
            }
        }
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void An_archive_that_ends_early_comes_first_and_tempers_what_is_missing(string form)
    {
        using var place = NodeTree.Empty();
        var root = CutOff(place, form);
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = At }).ReadNode();
        var findings = Diagnosis.Run(node);
        Assert.Equal(($"node.{form}", root), (findings[0].Target, findings[0].Path));
        Assert.Contains("damaged or truncated", findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.SeverityLevel >= FindingSeverity.Error || finding.Target.Length == 0);
        Assert.Contains(findings, finding => finding.Message.EndsWith("this may be so in the archive only.", StringComparison.Ordinal));
        // Of a tree that lacks the same files it is said.
        var whole = node with { Problems = [.. node.Problems.Where(problem => problem.Id != PkiProblemId.DamagedArchive)] };
        Assert.Contains(Diagnosis.Run(whole), finding => finding.SeverityLevel >= FindingSeverity.Error);
    }

    [Fact]
    public void What_the_reader_may_not_read_is_no_fault_of_the_node()
    {
        using var tree = NodeTree.Unpack("healthy");
        var all = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = At }).ReadNode();
        string[] hidden = ["/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki/apiserver.key"];
        var lacking = all with
        {
            Kubeconfigs = [.. all.Kubeconfigs.Where(file => !hidden.Contains(file.NodePath))],
            Keys = [.. all.Keys.Where(key => !hidden.Contains(key.NodePath))],
        };
        Assert.Contains(Diagnosis.Run(lacking), finding => finding.SeverityLevel >= FindingSeverity.Error);
        var denied = lacking with { Problems = [.. hidden.Select(path => Denied(tree, path))] };
        Assert.DoesNotContain(Diagnosis.Run(denied), finding => finding.SeverityLevel >= FindingSeverity.Error);
        Assert.Equal(2, denied.Gaps.Count);
        var metrics = Encoding.UTF8.GetString(MetricReport.Write([denied], new MetricOptions { Version = "1", Now = At }));
        Assert.Contains("\nkubepki_run_success 0\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("\nkubepki_kubelet_credential_usable ", metrics, StringComparison.Ordinal);
        // That the disk cannot read it is the node's.
        var broken = lacking with { Problems = [.. hidden.Select(path => Denied(tree, path) with { Reason = "input/output error" })] };
        Assert.Contains(Diagnosis.Run(broken), finding => finding.SeverityLevel == FindingSeverity.Critical);
    }

    [Fact]
    public void Lists_of_very_many_end()
    {
        using var tree = NodeTree.Unpack("healthy");
        for (var i = 0; i < 500; i++)
            tree.Write($"/etc/kubernetes/pki/x{i}.crt", "garbage");
        var (_, output, _) = CommandLineTests.Run(["test", "--root", tree.Root, .. Day]);
        Assert.Contains(" and 480 more\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("x499.crt", output, StringComparison.Ordinal);
        var (_, _, error) = CommandLineTests.Run(["get", "--root", tree.Root, .. Day]);
        Assert.Contains("/etc/kubernetes/pki: 300 more problems of this kind (NoPkiData)", error, StringComparison.Ordinal);
        Assert.InRange(error.Split('\n').Length, 200, 450);
    }

    private static DateTimeOffset At => new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private static PkiProblem Denied(NodeTree tree, string path) => new()
    {
        Id = PkiProblemId.UnreadableFile,
        Path = tree.Path(path),
        NodePath = path,
        Reason = "permission denied",
    };

    // Without what comes last in it.
    private static string CutOff(NodeTree place, string form)
    {
        using var node = NodeTree.Unpack("healthy");
        var archive = ArchiveTrees.Write(node, form, place.Root);
        var octets = File.ReadAllBytes(archive);
        File.WriteAllBytes(archive, octets[..(octets.Length / 2)]);
        return archive;
    }
}
