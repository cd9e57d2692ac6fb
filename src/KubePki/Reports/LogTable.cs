using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Writes what logs say for people: one line each, then all of the first; or all of each.</summary>
public static class LogTable
{
    /// <summary>A table of the findings, and the first with its proof and its fix.</summary>
    /// <param name="findings">The findings, the causes first.</param>
    public static ReportText Write(IReadOnlyList<KubePkiLogFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return "No known certificate problems found in the logs.\n";
        var table = new TextTable("SEVERITY", "CHECK", "COUNT", "FIRST SEEN", "LAST SEEN", "COMPONENT", "PROVED BY");
        foreach (var finding in findings)
        {
            table.Add(
                finding.Severity, finding.Check,
                finding.Count.ToString(CultureInfo.InvariantCulture), finding.FirstSeen?.ToString() ?? "",
                finding.LastSeen?.ToString() ?? "", finding.Component,
                finding.IsProved ? finding.NodePath ?? "" : finding.IsPki ? "" : "not PKI");
        }
        return ReportText.Of(table) + "\nMost severe finding:\n\n" + Details(findings[0]);
    }

    /// <summary>Each finding with its proof, what stops because of it, its fix, and a line that says it.</summary>
    /// <param name="findings">The findings.</param>
    public static ReportText WriteDetails(IEnumerable<KubePkiLogFinding> findings) => ReportText.Join("\n", findings.Select(Details));

    private static ReportText Details(KubePkiLogFinding finding)
    {
        var proof = string.Concat(finding.Proof.Select((fact, i) => $"{(i == 0 ? "  proof   " : "          ")}{Printable.Text(fact)}\n"));
        var path = finding.Path is null ? "" : $"  file    {Printable.Text(finding.Path)}\n";
        var often = finding.Count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{finding.Count} times");
        var span = finding.FirstSeen is null ? "" : $", {finding.FirstSeen} to {finding.LastSeen}";
        return ReportText.Of(finding.Severity) + (Printable.Text($" {finding.Check}: {finding.Target}") + "\n"
            + Printable.Text($"  {finding.Message}") + "\n"
            + path + proof
            + Printable.Text($"  why     {finding.Why}") + "\n"
            + RemedyText.Write("  remedy  ", finding.Remedy)
            + Printable.Text($"  seen    {often}{span}, first in {finding.Source}:") + "\n"
            + Printable.Text($"          {finding.Line}") + "\n"
            + (finding.Reference is null ? "" : $"  see     {finding.Reference}\n"));
    }
}
