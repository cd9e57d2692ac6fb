using System.Text;
using KubePki.Model;
using KubePki.Node.Guidance;

namespace KubePki.Reports;

/// <summary>A plan on one screen: what is renewed and until when, what restarts, where the old files go.</summary>
internal static class RepairSummary
{
    // What a terminal has at least.
    private const int Width = 80;

    private const int Names = 10;

    /// <summary>The plan in short.</summary>
    public static string Write(RepairPlan plan)
    {
        var text = new StringBuilder(Printable.Text($"{Counted(plan.Steps.Count, "step")}, "
            + $"{Counted(plan.Steps.SelectMany(step => step.Changes).DistinctBy(change => change.NodePath).Count(), "file")}, for "
            + $"{(plan.NodeName is null ? plan.Root : $"{plan.NodeName} ({plan.Root})")}:")).Append('\n');
        foreach (var day in plan.Steps.Where(step => step.Until is not null).GroupBy(step => Times.Date(step.Until!.Value)))
            Line(text, "renew", $"until {day.Key}: {NameList.Of(day.Select(step => step.Target))}");
        if (plan.Steps.Where(step => step.Until is null).ToList() is { Count: > 0 } others)
            Line(text, "also", NameList.Of(others.Select(TitleOf)));
        Line(text, "restart", Restarts(plan));
        if (plan.BackupDirectory is { } directory)
        {
            Line(text, "backup", $"{(plan.Root == "/" ? "" : plan.Root.TrimEnd('/'))}{directory}");
            // A command is not broken.
            text.Append(Name("undo")).Append($"kubepki restore{RepairReport.Below(plan)}\n");
        }
        return text.ToString();
    }

    private static string Restarts(RepairPlan plan)
    {
        var programs = plan.Steps.SelectMany(step => step.Restart).Select(RestartTexts.ProgramOf).OfType<string>().Distinct().ToList();
        var isReloaded = plan.Steps.Any(step => step.Restart.Any(RestartTexts.IsReload));
        return programs.Count == 0 ? isReloaded ? "nothing: what changes is reloaded automatically" : "nothing"
            : string.Join(", ", programs) + (isReloaded ? "; the rest is reloaded automatically" : "");
    }

    private static string TitleOf(RepairStep step) =>
        step.Changes.Count > 1 ? $"{step.Title} ({Counted(step.Changes.Count, "file")})" : step.Title;

    private static string Counted(int count, string name) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}");

    private static string Name(string name) => $"  {name}".PadRight(Names);

    private static void Line(StringBuilder text, string name, string value)
    {
        var lines = WordWrap.Lines(Printable.Text(value), Width - Names - 1);
        for (var i = 0; i < lines.Count; i++)
            text.Append(i == 0 ? Name(name) : new string(' ', Names)).Append(lines[i]).Append('\n');
    }
}
