using KubePki.Model;

namespace KubePki.Reports;

/// <summary>How many findings of each severity there are, in words.</summary>
internal static class SeverityCounts
{
    /// <summary>The counts, the worst first: <c>2 critical, 1 error</c>; empty without findings.</summary>
    /// <param name="severities">The severity of each finding.</param>
    public static string Of(IEnumerable<FindingSeverity> severities) => string.Join(", ", severities.GroupBy(severity => severity)
        .OrderByDescending(group => group.Key).Select(group => $"{group.Count()} {NameOf(group.Key, group.Count())}"));

    private static string NameOf(FindingSeverity severity, int count) => severity switch
    {
        FindingSeverity.Critical => "critical",
        FindingSeverity.Information => count == 1 ? "note" : "notes",
        _ => severity.ToString().ToLowerInvariant() + (count == 1 ? "" : "s"),
    };
}
