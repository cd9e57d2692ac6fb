using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>A finding, and the nodes that have it.</summary>
/// <param name="Finding">The finding, for all of them.</param>
/// <param name="Nodes">The nodes and clusters.</param>
internal sealed record ReportFault(ReportFinding Finding, IReadOnlyList<ReportNode> Nodes)
{
    /// <summary>The findings of all nodes, each fault once, the worst first.</summary>
    /// <param name="nodes">The nodes and clusters.</param>
    /// <param name="faults">The faults of the nodes; null where each node's findings stand for themselves.</param>
    public static IReadOnlyList<ReportFault> Of(IReadOnlyList<ReportNode> nodes, IReadOnlyList<KubePkiFleetFinding>? faults)
    {
        var own = nodes.Where(node => faults is null || node.IsCluster)
            .SelectMany(node => node.Findings.Select(finding => new ReportFault(finding, [node])));
        var byRoot = nodes.GroupBy(node => node.Root).ToDictionary(group => group.Key, group => group.First());
        return [.. (faults ?? []).Select(fault => Of(fault, byRoot)).Concat(own).OrderByDescending(fault => fault.Finding.Severity)];
    }

    private static ReportFault Of(KubePkiFleetFinding fault, Dictionary<string, ReportNode> byRoot)
    {
        List<ReportNode> nodes = [.. fault.Roots.Select(root => byRoot.GetValueOrDefault(root)).OfType<ReportNode>()];
        var one = nodes.Count == 0 ? null : nodes[0].Findings.FirstOrDefault(finding => finding.Check == fault.Check
            && finding.Severity == fault.SeverityLevel && (nodes.Count > 1 || finding.Message == fault.Message));
        return nodes.Count == 1 && one is not null ? new ReportFault(one, nodes)
            : new ReportFault(new ReportFinding(fault.SeverityLevel, fault.Check, fault.Target, null, fault.Message, fault.Proof, fault.Why,
                fault.Remedy, one?.Reference, one?.CanRepair == true), nodes);
    }
}
