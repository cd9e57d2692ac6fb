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

    /// <summary>Each finding with its nodes, its proof, what stops because of it, and its fix.</summary>
    /// <param name="findings">The findings.</param>
    public static ReportText WriteDetails(IEnumerable<KubePkiFleetFinding> findings) => ReportText.Join("\n", findings.Select(Details));

    private static ReportText Details(KubePkiFleetFinding finding)
    {
        var proof = string.Concat(finding.Proof.Select((fact, i) => $"{(i == 0 ? "  proof   " : "          ")}{Printable.Text(fact)}\n"));
        return ReportText.Of(finding.Severity) + (Printable.Text($" {finding.Check}: {finding.Target}") + "\n"
            + Printable.Text($"  {finding.Message}") + "\n" + Printable.Text($"  nodes   {finding.Nodes}") + "\n" + proof
            + Printable.Text($"  why     {finding.Why}") + "\n" + RemedyText.Write("  remedy  ", finding.Remedy));
    }
}
