using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Plans and receipts of repairs for people.</summary>
public static class RepairReport
{
    /// <summary>The plan, step by step: what changes in which file, why, and what must be restarted.</summary>
    /// <param name="plan">The plan.</param>
    public static string Write(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        if (plan.Steps.Count == 0)
            text.Append(plan.Uncured.Count == 0 ? "Nothing to do.\n" : "None of the problems can be repaired here.\n");
        foreach (var error in plan.Uncured)
            text.Append("Not repaired: ").Append(Printable.Text(error)).Append('\n');
        for (var i = 0; i < plan.Steps.Count; i++)
            WriteStep(text, plan.Steps[i], i + 1);
        return text.Append(Backups(plan)).Append(Notes(plan)).ToString();
    }

    /// <summary>What a plan leaves as it is, a line each.</summary>
    /// <param name="plan">The plan.</param>
    public static string Notes(RepairPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return string.Concat(NoteLines(plan.LeftAlone).Select(line => $"{Skin.Console(line)}\n"));
    }

    /// <summary>What is left as it is, a line for each reason.</summary>
    /// <param name="notes">The notes.</param>
    public static IEnumerable<string> NoteLines(IEnumerable<RepairNote> notes) => notes.GroupBy(note => note.Reason)
        .Select(group => Printable.Text($"Skipped {string.Join(", ", group.Select(note => note.Target))}: {group.Key}"));

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
