using System.Globalization;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Reports;

/// <summary>Writes findings for people: one line each, then all of the worst; or all of each.</summary>
public static class FindingTable
{
    /// <summary>
    /// What is down and the command that helps, a table of what is wrong, and the worst with its proof and its remedy. Findings of one
    /// cause are one row, with those that have it below.
    /// </summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static ReportText Write(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return "No problems found.\n";
        return WriteCauses(Head(findings), findings, FindingCauses.Of(findings));
    }

    /// <summary>The same with a row for each finding, and all of each below.</summary>
    /// <param name="findings">The findings, the worst first.</param>
    public static ReportText WriteDetailed(IReadOnlyList<KubePkiFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return "No problems found.\n";
        return WriteEach(Head(findings), [.. FindingCauses.Of(findings).SelectMany(cause => cause.Members)]);
    }

    /// <summary>The same for a cluster.</summary>
    /// <param name="headline">What was looked at, and what was found.</param>
    /// <param name="findings">The findings, the worst first.</param>
    /// <param name="checks">What was asked.</param>
    /// <param name="isDetailed">Whether each has a row, and all of it below.</param>
    public static ReportText WriteCluster(
        string headline, IReadOnlyList<KubePkiFinding> findings, IReadOnlyList<KubePkiCheck> checks, bool isDetailed)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return headline + "\n";
        var head = headline + "\n\n";
        return isDetailed ? WriteEach(head, findings) : WriteCauses(head, findings, FindingCauses.Of(findings, checks));
    }

    private static ReportText WriteCauses(string head, IReadOnlyList<KubePkiFinding> findings, IReadOnlyList<FindingCause> causes)
    {
        var table = NewTable();
        foreach (var cause in causes)
        {
            table.Add(cause.Severity.ToString(), cause.First.Check, TargetOf(cause), cause.Message);
            if (cause.IsShared)
                table.AddBelow(BelowOf(cause));
        }
        return head + ReportText.Of(table) + "\nMost severe finding:\n\n" + Details(causes[0].First)
            + Foot(findings, causes.Any(cause => cause.IsShared));
    }

    private static ReportText WriteEach(string head, IReadOnlyList<KubePkiFinding> findings)
    {
        var table = NewTable();
        foreach (var finding in findings)
            table.Add(finding.Severity, finding.Check, finding.Target, finding.Message);
        return head + ReportText.Of(table) + "\n" + WriteDetails(findings) + Foot(findings, isFolded: false);
    }

    private static TextTable NewTable() => new("SEVERITY", "CHECK", "TARGET", "MESSAGE");

    // What is down, why, and the one command.
    private static string Head(IReadOnlyList<KubePkiFinding> findings) => Headline.Of(findings) is not { } line ? ""
        : Headline.Fix(findings) is { } fix ? $"{line}\nFix: {fix}\n\n" : $"{line}\n\n";

    private static string TargetOf(FindingCause cause) =>
        cause.Targets.Skip(1).Count() is var more && more > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{cause.First.Target} and {more:N0} more") : cause.First.Target;

    private static IEnumerable<string> BelowOf(FindingCause cause)
    {
        if (cause.Targets.Skip(1).Any())
            yield return NameList.Of(cause.Targets);
        if (cause.Consequences.Any())
            yield return "hence " + NameList.Of(cause.Consequences.Select(finding => $"{finding.Check} ({finding.Target})"));
    }

    // Only what the plan would do.
    private static string Foot(IReadOnlyList<KubePkiFinding> findings, bool isFolded)
    {
        var count = findings.Count(finding => finding.Cure is not null);
        var which = findings.Count == 1 ? "It" : $"{(count == findings.Count ? "All" : $"{count} of these")} {findings.Count} findings";
        var repairs = count == 0 ? "" : $"{which} can be repaired here."
            + (Headline.Preview(findings) is { } preview ? $" To preview the repair, run {Printable.Text(preview)}" : "") + "\n";
        var more = isFolded ? "To see each finding with its proof and remedy, add --detailed.\n" : "";
        return (repairs + more) is { Length: > 0 } foot ? "\n" + foot : "";
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
            + Printable.Text($"  why     {finding.Why}") + "\n" + RemedyText.Write("  remedy  ", finding.Remedy)
            + $"  see     {finding.Reference}\n");
    }
}
