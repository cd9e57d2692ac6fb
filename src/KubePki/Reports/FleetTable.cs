using System.Globalization;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Reports;

/// <summary>Findings about many nodes as a table for people.</summary>
public static class FleetTable
{
    /// <summary>
    /// A headline and the table. Findings that the same nodes have from one cause are one row, with those that have it below.
    /// </summary>
    /// <param name="nodes">How many nodes were read.</param>
    /// <param name="findings">The findings, the worst first.</param>
    public static ReportText Write(int nodes, IReadOnlyList<KubePkiFleetFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Count == 0)
            return FleetHeadline.Of(nodes, findings) + "\n";
        var table = new TextTable("SEVERITY", "NODES", "CHECK", "TARGET", "MESSAGE");
        var isFolded = false;
        foreach (var cause in findings.GroupBy(CauseOf))
        {
            // What only follows comes last.
            var members = cause.OrderBy(finding => FindingCauses.IsConsequence(finding.Check)).ToList();
            var (first, targets) = (members[0], TargetsOf(members));
            table.Add(cause.Max(finding => finding.SeverityLevel).ToString(), NodesOf(first), first.Check,
                targets.Count > 1 ? $"{first.Target} and {targets.Count - 1} more" : first.Target,
                members.Count == 1 ? first.Message : first.Cause!);
            if (members.Count == 1)
                continue;
            table.AddBelow(BelowOf(members, targets));
            isFolded = true;
        }
        return FleetHeadline.Of(nodes, findings) + "\n\n" + ReportText.Of(table)
            + (isFolded ? "\nTo see each finding with its proof and remedy, add -o list.\n" : "");
    }

    /// <summary>A headline, and each finding with its nodes, its proof, what stops because of it, and its fix.</summary>
    /// <param name="nodes">How many nodes were read.</param>
    /// <param name="findings">The findings.</param>
    public static ReportText WriteDetails(int nodes, IReadOnlyList<KubePkiFleetFinding> findings) =>
        FleetHeadline.Of(nodes, findings) + (findings.Count == 0 ? "\n" : "\n\n") + ReportText.Join("\n", findings.Select(Details));

    // What stands alone has a cause of its own.
    private static object CauseOf(KubePkiFleetFinding finding) =>
        finding.Cause is null ? finding : (finding.Cause, string.Join('\0', finding.Roots));

    private static List<string> TargetsOf(List<KubePkiFleetFinding> members) => [.. members
        .Where(member => ReferenceEquals(member, members[0]) || !FindingCauses.IsConsequence(member.Check))
        .Select(member => member.Target).Distinct()];

    private static IEnumerable<string> BelowOf(List<KubePkiFleetFinding> members, List<string> targets)
    {
        if (targets.Count > 1)
            yield return NameList.Of(targets);
        var following = members.Skip(1).Where(member => FindingCauses.IsConsequence(member.Check)).ToList();
        if (following.Count > 0)
            yield return "hence " + NameList.Of(following.Select(finding => $"{finding.Check} ({finding.Target})"));
    }

    private static string NodesOf(KubePkiFleetFinding finding) =>
        finding.NodeCount == 1 ? finding.Nodes[0] : finding.NodeCount.ToString(CultureInfo.InvariantCulture);

    private static ReportText Details(KubePkiFleetFinding finding)
    {
        var proof = string.Concat(finding.Proof.Select((fact, i) => $"{(i == 0 ? "  proof   " : "          ")}{Printable.Text(fact)}\n"));
        return ReportText.Of(finding.Severity) + (Printable.Text($" {finding.Check}: {finding.Target}") + "\n"
            + Printable.Text($"  {finding.Message}") + "\n" + Printable.Text($"  nodes   {finding.Nodes}") + "\n" + proof
            + Printable.Text($"  why     {finding.Why}") + "\n" + RemedyText.Write("  remedy  ", finding.Remedy));
    }
}
