using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Decisions for people: a line for each request, and how many there are of each kind.</summary>
public static class DecisionTable
{
    /// <summary>The table; the reason is the first rule that failed, or why all is well.</summary>
    /// <param name="decisions">The decisions, in order.</param>
    public static string Write(IReadOnlyList<CsrDecision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        if (decisions.Count == 0)
            return "There are no requests.\n";
        var table = new TextTable("NAME", "DECISION", "REQUESTOR", "REASON");
        foreach (var decision in decisions)
            table.Add(decision.Name, Word(decision.Decision), decision.Request.Requestor, decision.Sentence);
        var counts = Enum.GetValues<CsrAnswer>().OrderDescending().Select(answer =>
            string.Create(CultureInfo.InvariantCulture, $"{decisions.Count(decision => decision.Decision == answer)} to {Word(answer)}"));
        return $"{table}\n{string.Join(", ", counts)}. Nothing was changed.\n";
    }

    /// <summary>The decision as reports write it: <c>approve</c>, <c>deny</c>, <c>defer</c>.</summary>
    /// <param name="answer">The decision.</param>
    public static string Word(CsrAnswer answer) => answer switch
    {
        CsrAnswer.Approve => "approve",
        CsrAnswer.Deny => "deny",
        _ => "defer",
    };
}
