using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Reports;

/// <summary>Plans and receipts of repairs for people.</summary>
public static class RepairReport
{
    /// <summary>The plan, first in short, then step by step: what changes in which file, why, and what must be restarted.</summary>
    /// <param name="plan">The plan.</param>
    public static string Write(RepairPlan plan) => Skin.Console(WithSteps(plan));

    /// <summary>The same for PowerShell.</summary>
    /// <param name="plan">The plan.</param>
    public static string WriteForPowerShell(RepairPlan plan) => Skin.PowerShell(WithSteps(plan));

    /// <summary>The plan in short; all of it where there is nothing to do.</summary>
    /// <param name="plan">The plan.</param>
    public static string WriteSummary(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Skin.Console(plan.Steps.Count == 0 ? WithSteps(plan) : RepairSummary.Write(plan) + NotesOf(plan));
    }

    /// <summary>What a plan leaves as it is, a line each.</summary>
    /// <param name="plan">The plan.</param>
    public static string Notes(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Skin.Console(NotesOf(plan));
    }

    /// <summary>
    /// What a plan leaves as it is: a line for each reason. Of mere warnings one line says which, unless there is nothing else to tell.
    /// </summary>
    /// <param name="plan">The plan.</param>
    public static IEnumerable<string> NoteLines(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var bearing = plan.Steps.Count == 0 && plan.Uncured.Count == 0 ? plan.LeftAlone
            : [.. plan.LeftAlone.Where(note => note.Findings.Count == 0
                || note.Findings.Any(finding => finding.SeverityLevel >= FindingSeverity.Error))];
        var others = plan.LeftAlone.Except(bearing).SelectMany(note => note.Findings).ToList();
        return NoteLines(bearing).Concat(others.Count == 0 ? [] : [Printable.Text($"Left as {(others.Count == 1 ? "it is" : "they are")}: "
            + $"{NameList.Of(others.GroupBy(other => other.Check).Select(Named))}. For what to do, run kubepki test{Below(plan)}")]);
    }

    /// <summary>What is left as it is, a line for each reason.</summary>
    /// <param name="notes">The notes.</param>
    public static IEnumerable<string> NoteLines(IEnumerable<RepairNote> notes) => notes.GroupBy(note => note.Reason)
        .Select(group => Printable.Text($"Skipped {NameList.Of(group.Select(note => note.Target))}: {group.Key}"));

    private static string Named(IGrouping<string, KubePkiFinding> same) =>
        $"{same.Key} ({NameList.Of(same.Select(finding => finding.Target).Distinct())})";

    private static string NotesOf(RepairPlan plan) => string.Concat(NoteLines(plan).Select(line => $"{line}\n"));

    internal static string Below(RepairPlan plan) => plan.Root == "/" ? "" : $" --root {ShellWord.Of(plan.Root)}";

    private static string WithSteps(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        if (plan.Steps.Count == 0)
            WriteNothing(text, plan);
        else
            text.Append(RepairSummary.Write(plan)).Append('\n');
        for (var i = 0; i < plan.Steps.Count; i++)
            WriteStep(text, plan.Steps[i], i + 1);
        return text.Append(Backups(plan)).Append(NotesOf(plan)).ToString();
    }

    /// <summary>The errors about which a plan does nothing, those of one cause in one line.</summary>
    /// <param name="plan">The plan.</param>
    public static IReadOnlyList<string> ErrorLines(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. (plan.UncuredFindings.Count == 0 ? plan.Uncured
            : FindingCauses.Of(plan.UncuredFindings).Select(cause => $"{cause.Severity} {cause.First.Check} "
                + $"{NameList.Of(cause.Targets)}: {cause.Message}")).Select(Printable.Text)];
    }

    // What is wrong is told once; why nothing is done about it, the notes say.
    private static void WriteNothing(StringBuilder text, RepairPlan plan)
    {
        text.Append(plan.Uncured.Count == 0 ? $"{Fine(plan)}Nothing to do.\n"
            : plan is { IsOfPart: true, Fine.Count: > 0 } ? $"{Fine(plan)}But this node has other problems:\n"
            : plan.IsOfPart ? "Nothing to do. But this node has other problems:\n"
            : "None of the problems can be repaired here:\n");
        foreach (var error in ErrorLines(plan))
            text.Append("  ").Append(error).Append('\n');
        if (plan is { IsOfPart: true, Uncured.Count: > 0 })
            text.Append(Printable.Text($"To see what can be repaired, run kubepki repair{Below(plan)} --what-if")).Append('\n');
    }

    private static string Fine(RepairPlan plan) => plan.Fine.Count == 0 ? ""
        : Printable.Text($"{plan.Fine} {(plan.Fine.Count == 1 ? "is" : "are")} fine. ");

    private static string Backups(RepairPlan plan) => plan.BackupsToRemove.Count == 0 ? ""
        : $"Old backups to be removed afterwards (list them with kubepki backups): {Printable.Text(plan.BackupsToRemove.ToString())}\n";

    /// <summary>One step: what changes in which file, why, and what must be restarted.</summary>
    /// <param name="step">The step.</param>
    public static string Write(RepairStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var text = new StringBuilder(Printable.Text(step.Title)).Append('\n');
        WriteBody(text, step);
        return text.ToString();
    }

    /// <summary>What became of each step, where the old files are, and what must be restarted.</summary>
    /// <param name="receipts">The receipts, in order.</param>
    public static ReportText Write(IReadOnlyList<RepairReceipt> receipts)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        if (receipts.Count == 0)
            return "";
        var table = new TextTable("RESULT", "STEP", "RESOLVED");
        foreach (var receipt in receipts)
            table.Add(receipt.Result, receipt.Step, receipt.Resolved.ToString());
        var text = new StringBuilder();
        foreach (var message in receipts.Select(receipt => receipt.Message).OfType<string>().Distinct())
            text.Append("\nWhy: ").Append(Printable.Text(message)).Append('\n');
        var after = After(receipts).Select(line => $"{Printable.Text(line)}\n").ToList();
        if (receipts[0].Backup is not null)
            text.Append('\n');
        return ReportText.Of(table) + text.Append(string.Concat(after)).ToString();
    }

    /// <summary>Where the old files are, and what must be restarted, a line each.</summary>
    /// <param name="receipts">The receipts.</param>
    public static IEnumerable<string> After(IReadOnlyList<RepairReceipt> receipts)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        var saved = receipts.Select(receipt => receipt.Backup).OfType<string>().Take(1)
            .Select(backup => $"The old files were saved to {backup}");
        return saved.Concat(receipts.SelectMany(receipt => receipt.Restart).Distinct().Select(restart => $"Next: {restart}"));
    }

    private static void WriteStep(StringBuilder text, RepairStep step, int number)
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number}. {Printable.Text(step.Title)}\n");
        WriteBody(text, step);
    }

    private static void WriteBody(StringBuilder text, RepairStep step)
    {
        text.Append("   why: ").Append(Printable.Text(step.Reason)).Append('\n');
        foreach (var change in step.Changes)
        {
            text.Append("   ").Append(change.Action).Append(' ').Append(Printable.Text(change.NodePath)).Append('\n');
            foreach (var detail in change.Details)
                text.Append("      ").Append(Printable.Text(detail)).Append('\n');
        }
        foreach (var idle in step.WouldNotHelp)
            text.Append("   note: ").Append(Printable.Text(idle)).Append('\n');
        foreach (var restart in step.Restart)
            text.Append("   then: ").Append(Printable.Text(restart)).Append('\n');
    }
}
