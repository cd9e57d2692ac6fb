using KubePki.Model;

namespace KubePki.Tests.Node.Checks;

/// <summary>Public reports, made again: the right thing comes first, with a cure that belongs to the installer and does no harm.</summary>
public sealed class ReportedNodeTests
{
    public static TheoryData<string> Names() => new(ReportedNode.Rows.Select(report => report.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_right_thing_comes_first_and_nothing_does_harm(string name)
    {
        var report = Assert.Single(ReportedNode.Rows, row => row.Name == name);
        using var tree = Build(report);
        var findings = MadeNode.Findings(tree).Where(finding => finding.SeverityLevel > FindingSeverity.Information).ToList();
        Assert.Equal(report.First, findings.Count == 0 ? "" : $"{findings[0].SeverityLevel} {findings[0].Check} {findings[0].Target}");
        Assert.All(findings.Take(1), finding => Assert.Contains(report.Remedy, finding.Remedy, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.DoesNotContain(report.Never, finding.Remedy, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_line_of_its_log_is_tied_to_the_file_that_it_is_about(string name)
    {
        var report = Assert.Single(ReportedNode.Rows, row => row.Name == name);
        if (report.Log is not var (line, check, file))
            return;
        using var tree = Build(report);
        var found = Tests.Logs.Logs.Scan(line, TestPki.AsOf, MadeNode.Read(tree))[0];
        Assert.Equal(check, found.Check);
        if (file.Length == 0)
            Assert.Null(found.NodePath);
        else
            Assert.StartsWith(file, found.NodePath, StringComparison.Ordinal);
    }

    [Fact]
    public void What_kubelet_serves_is_not_what_it_logs_in_with()
    {
        using var tree = Build(ReportedNode.Rows.Single(row => row.Name == "kubelet of MicroK8s serves what it made itself"));
        Assert.DoesNotContain("authenticate", MadeNode.Findings(tree)[0].Why, StringComparison.Ordinal);
    }

    private static NodeTree Build(ReportedNode report)
    {
        var tree = report.Node.Build();
        report.Change(tree);
        return tree;
    }
}
