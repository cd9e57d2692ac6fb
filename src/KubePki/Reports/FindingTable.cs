using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Writes findings for people: one line each, then all of the worst; or all of each.</summary>
public static class FindingTable
{
    /// <summary>A table of the findings, and the worst with its proof and its fix.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static ReportText Write(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return "No problems found.\n";
        var table = new TextTable("SEVERITY", "CHECK", "TARGET", "MESSAGE");
        foreach (var finding in findings)
            table.Add(finding.Severity, finding.Check, finding.Target, finding.Message);
        return Head(findings) + ReportText.Of(table) + "\nMost severe finding:\n\n" + Details(findings[0]) + Cure(findings);
    }

    // What is down, why, and the one command.
    private static string Head(IReadOnlyList<KubePkiFinding> findings) => Headline.Of(findings) is not { } line ? ""
        : Headline.Fix(findings, Repair) is { } fix ? $"{line}\nFix: {fix} --yes (preview: --what-if)\n\n" : $"{line}\n\n";

    private static string Repair(string? root) => root is null ? "kubepki repair" : $"kubepki repair --root {ShellWord.Of(root)}";

    private static string Cure(IReadOnlyList<KubePkiFinding> findings)
    {
        var count = findings.Count(finding => finding.CanRepair && finding.SeverityLevel >= FindingSeverity.Warning);
        return count == 0
            ? ""
            : $"\n{(count == findings.Count ? "All" : count)} of these can be repaired here. "
                + $"To preview the repair, run {Headline.Fix(findings, Repair)} --what-if.\n";
    }

    /// <summary>Each finding with its proof, what stops because of it, and its fix.</summary>
    /// <param name="findings">The findings.</param>
    public static ReportText WriteDetails(IEnumerable<KubePkiFinding> findings) => ReportText.Join("\n", findings.Select(Details));

    private static ReportText Details(KubePkiFinding finding)
    {
        var proof = string.Concat(finding.Proof.Select((fact, i) => $"{(i == 0 ? "  proof   " : "          ")}{Printable.Text(fact)}\n"));
        var path = finding.Path is null ? "" : $"  file    {Printable.Text(finding.Path)}\n";
        return ReportText.Of(finding.Severity) + (Printable.Text($" {finding.Check}: {finding.Target}") + "\n"
            + Printable.Text($"  {finding.Message}") + "\n" + path + proof
            + Printable.Text($"  why     {finding.Why}") + "\n" + Printable.Text($"  remedy  {finding.Remedy}") + "\n"
            + $"  see     {finding.Reference}\n");
    }
}
