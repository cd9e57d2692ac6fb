using KubePki.Model;

namespace KubePki.Fleet;

/// <summary>The findings of single nodes: one for all that have the same fault.</summary>
internal static class FleetFaults
{
    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> nodes) =>
        nodes.SelectMany(node => node.Findings.Select(finding => (Node: node, Finding: finding)))
            .GroupBy(pair => (pair.Finding.Check, pair.Finding.Target, pair.Finding.SeverityLevel)).Select(group => Fault([.. group]));

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
