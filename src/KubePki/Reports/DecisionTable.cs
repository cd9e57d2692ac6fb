using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Decisions for people: a line for each request, and how many there are of each kind.</summary>
public static class DecisionTable
{
    /// <summary>The table; the reason is the first rule that failed, or why all is well.</summary>
    /// <param name="decisions">The decisions, in order.</param>
    public static ReportText Write(IReadOnlyList<CsrDecision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        if (decisions.Count == 0)
            return "There are no requests.\n";
        var table = new TextTable("NAME", "DECISION", "REQUESTOR", "REASON");
        foreach (var decision in decisions)
            table.Add(decision.Name, Done(decision), decision.Request.Requestor, Skin.Console(decision.Sentence));
        var counts = Enum.GetValues<CsrAnswer>().OrderDescending().Select(answer =>
            string.Create(CultureInfo.InvariantCulture,
                $"{decisions.Count(decision => decision.Decision == answer)} to {CsrDecision.WordOf(answer)}"));
        var outcomes = string.Concat(decisions.Where(decision => decision.Outcome is not null)
            .Select(decision => $"{Printable.Text($"{decision.Name}: {decision.Outcome}")}\n"));
        var changed = decisions.Count(decision => decision.Action != CsrAction.None);
        return ReportText.Of(table) + (changed == 0 ? $"\n{string.Join(", ", counts)}. Nothing was changed.\n" : $"\n{outcomes}");
    }

    /// <summary>One line for a decision: what was done, the request, why, and what came of it.</summary>
    /// <param name="decision">The decision.</param>
    public static string WriteLine(CsrDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return Printable.Text($"{Done(decision)} {decision.Name} ({decision.Request.Requestor}): "
            + $"{Skin.Console(decision.Sentence)}{(decision.Outcome is null ? "" : $" {decision.Outcome}.")}");
    }

    private static string Done(CsrDecision decision) => decision.Action switch
    {
        CsrAction.Approved => "approved",
        CsrAction.Denied => "denied",
        _ => decision.Word,
    };
}
