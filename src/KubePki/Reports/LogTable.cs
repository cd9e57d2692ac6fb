using System.Globalization;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>What logs say, for people: a table, then for each finding what it means and what to do.</summary>
public static class LogTable
{
    /// <summary>The table and the findings.</summary>
    /// <param name="findings">The findings, in order.</param>
    public static string Write(IReadOnlyCollection<KubePkiLogFinding> findings)
    {
        if (findings.Count == 0)
            return "";
        var table = new TextTable("SEVERITY", "STANDING", "FINDING", "COUNT", "FIRST SEEN", "LAST SEEN", "COMPONENT", "PROVED BY");
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            table.Add(
                finding.Severity.ToString(), finding.Standing.ToString(), finding.Check, finding.Count.ToString(CultureInfo.InvariantCulture),
                finding.FirstSeen?.ToString() ?? "", finding.LastSeen?.ToString() ?? "", finding.Component, finding.IsProved ? finding.NodePath ?? "" : finding.IsPki ? "" : "not PKI");
            Describe(finding, text);
        }
        return $"{table}{text}";
    }

    private static void Describe(KubePkiLogFinding finding, StringBuilder text)
    {
        text.Append('\n').Append(Printable.Text($"{finding.Check}: {finding.Message}")).Append('\n');
        foreach (var fact in finding.Proof)
            Add(text, "proof", fact);
        Add(text, "why", finding.Why);
        Add(text, "remedy", finding.Remedy);
        Add(text, "line", $"{finding.Source}: {finding.Line}");
    }

    private static void Add(StringBuilder text, string label, string value) => text.Append("  ").Append(label.PadRight(8)).Append(Printable.Text(value)).Append('\n');
}
