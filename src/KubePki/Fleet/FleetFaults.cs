using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>The findings of single nodes: one for all that have the same fault.</summary>
internal static class FleetFaults
{
    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> nodes) =>
        nodes.SelectMany(node => node.Faults.Select(fault => (Node: node, fault.Finding, fault.Cause)))
            .GroupBy(told => KindOf(told.Node, told.Finding)).Select(group => Fault([.. group]));

    // One fault has one remedy and one consequence, whatever the names, dates and amounts on each node.
    private static (string, FindingSeverity, string, string, string, string) KindOf(NodeSummary node, KubePkiFinding finding) => (
        finding.Check, finding.SeverityLevel, FleetTarget.Of(finding.Target, node.OwnNames), Sentence(node, finding.Message).Kind,
        Sentence(node, finding.Why).Kind, Sentence(node, finding.Remedy).Kind);

    private static KubePkiFleetFinding Fault(List<(NodeSummary Node, KubePkiFinding Finding, string? Cause)> told)
    {
        var (node, first, _) = told[0];
        var nodes = told.Select(each => each.Node).DistinctBy(each => each.Root).ToList();
        string Common(Func<KubePkiFinding, string> text) =>
            FleetSentence.Common([.. told.Select(each => Sentence(each.Node, text(each.Finding)))]);
        return FleetFindings.Of(first.Check, first.SeverityLevel, TargetOf(node, [.. told.Select(each => each.Finding)]), nodes) with
        {
            Message = Common(finding => finding.Message),
            Proof = FleetFindings.Proof(told.GroupBy(each => each.Finding.Message).Select(same =>
                $"{FleetFindings.Names([.. same.Select(each => each.Node).Distinct()])}: {same.Key}")),
            Why = Common(finding => finding.Why),
            Remedy = nodes.Count == 1 ? first.Remedy : $"On each node; on {nodes[0].Label}: {first.Remedy}",
            Cause = told.Exists(each => each.Cause is null) ? null
                : FleetSentence.Common([.. told.Select(each => Sentence(each.Node, each.Cause!))]),
        };
    }

    private static string TargetOf(NodeSummary node, List<KubePkiFinding> findings) =>
        findings.TrueForAll(finding => finding.Target == findings[0].Target) ? findings[0].Target
            : FleetTarget.Of(findings[0].Target, node.OwnNames);

    // The root of a node may have blanks, and would fall to pieces.
    private static FleetSentence Sentence(NodeSummary node, string text) =>
        new(node.Root.Contains(' ', StringComparison.Ordinal) ? text.Replace(ShellWord.Of(node.Root), "/", StringComparison.Ordinal)
            .Replace(node.Root, "/", StringComparison.Ordinal) : text, node.OwnNames);
}
