using KubePki.Model;

namespace KubePki.Reports;

/// <summary>What a diagnosis of many nodes comes down to, in one line: how many nodes, how many findings, and what is worst.</summary>
public static class FleetHeadline
{
    /// <summary>The line.</summary>
    /// <param name="nodes">How many nodes were read.</param>
    /// <param name="findings">The findings, the worst first.</param>
    public static string Of(int nodes, IReadOnlyList<KubePkiFleetFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var count = nodes == 1 ? "1 node" : $"{nodes} nodes";
        if (findings.Count == 0)
            return $"{count}: there are no findings.";
        var worst = findings[0];
        var what = worst.SeverityLevel == FindingSeverity.Information ? "" : $" The worst is {worst.Check} ({worst.Target}) on "
            + (worst.NodeCount == 1 ? worst.Nodes[0] : $"{worst.NodeCount} nodes") + ".";
        return Printable.Text($"{count}: {SeverityCounts.Of(findings.Select(finding => finding.SeverityLevel))}.{what}");
    }
}
