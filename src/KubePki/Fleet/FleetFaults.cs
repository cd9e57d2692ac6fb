using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>The findings of single nodes: one for all that have the same fault. And which node's certificates end first.</summary>
internal static class FleetFaults
{
    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> nodes) =>
        nodes.SelectMany(node => node.Findings.Select(finding => (Node: node, Finding: finding)))
            .GroupBy(pair => (pair.Finding.Check, pair.Finding.Target, pair.Finding.SeverityLevel)).Select(group => Fault([.. group]));

    /// <summary>What ends first; null when no node has anything that ends.</summary>
    public static KubePkiFleetFinding? FirstEnd(IReadOnlyList<NodeSummary> nodes)
    {
        var ends = nodes.Where(node => node.End is not null).OrderBy(node => node.End!.At).ToList();
        if (ends.Count == 0)
            return null;
        var (first, end) = (ends[0], ends[0].End!);
        return FleetFindings.Of("FleetFirstEnd", FindingSeverity.Information, end.Role, [first]) with
        {
            Message = $"The first to end is {end.Role} of {first.Label}, on {Times.Date(end.At)} (in {Times.Span(end.At - first.AsOf)}).",
            Proof = FleetFindings.Proof(ends.Select(node =>
                $"{Times.Date(node.End!.At)} {node.Label}: {node.End.Role} ({node.End.NodePath})")),
            Why = end.Why,
            Remedy = "Renew in time: kubepki renew, on each node. Kubelets renew their client certificates themselves where "
                + "rotateCertificates is on.",
            FirstAt = end.At,
        };
    }

    private static KubePkiFleetFinding Fault(List<(NodeSummary Node, KubePkiFinding Finding)> pairs)
    {
        var first = pairs[0].Finding;
        var nodes = pairs.Select(pair => pair.Node).DistinctBy(node => node.Root).ToList();
        return FleetFindings.Of(first.Check, first.SeverityLevel, first.Target, nodes) with
        {
            Message = pairs.TrueForAll(pair => pair.Finding.Message == first.Message) ? first.Message
                : $"{first.Message} It differs on the others: see the proof.",
            Proof = FleetFindings.Proof(pairs.Select(pair => $"{pair.Node.Label}: {pair.Finding.Message}")),
            Why = first.Why,
            Remedy = nodes.Count == 1 ? first.Remedy : $"On each node; on {nodes[0].Label}: {first.Remedy}",
        };
    }
}
