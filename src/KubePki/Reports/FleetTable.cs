using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Findings about many nodes as a table for people.</summary>
public static class FleetTable
{
    /// <summary>The table.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static ReportText Write(IReadOnlyList<KubePkiFleetFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return ReportText.Of("There are no findings.\n");
        var table = new TextTable("SEVERITY", "NODES", "CHECK", "TARGET", "MESSAGE");
        foreach (var row in findings)
            table.Add(row.Severity, row.NodeCount == 1 ? row.Nodes[0] : row.NodeCount.ToString(CultureInfo.InvariantCulture), row.Check,
                row.Target, row.Message);
        return ReportText.Of(table);
    }
}
