namespace KubePki.Reports;

/// <summary>The colours of words that say how bad, or how good, something is.</summary>
internal static class Palette
{
    private const string Red = "31";
    private const string BoldRed = "1;31";
    private const string Yellow = "33";
    private const string Green = "32";
    private const string Faint = "2";

    // A column whose words mean something.
    private static readonly HashSet<string> Columns =
        new(["SEVERITY", "STATUS", "VERDICT", "DECISION", "RESULT", "STATE", "USABLE"], StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Colours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Critical"] = BoldRed,
        ["Error"] = Red,
        ["Warning"] = Yellow,
        ["Information"] = Faint,
        ["Expired"] = Red,
        ["NotYetValid"] = Red,
        ["Invalid"] = Red,
        ["Expiring"] = Yellow,
        ["Valid"] = Green,
        ["ok"] = Green,
        ["yes"] = Green,
        ["no"] = Red,
        ["Approve"] = Green,
        ["Approved"] = Green,
        ["Issued"] = Green,
        ["Deny"] = Red,
        ["Denied"] = Red,
        ["Failed"] = Red,
        ["RolledBack"] = Red,
        ["Damaged"] = Red,
        ["Unfinished"] = Yellow,
        ["Defer"] = Yellow,
        ["Pending"] = Yellow,
        ["Done"] = Green,
        ["Intact"] = Green,
        ["Skipped"] = Faint,
    };

    /// <summary>A word in its colour, if it has one.</summary>
    /// <param name="word">The word, perhaps with blanks behind.</param>
    public static string Paint(string word) =>
        Colours.TryGetValue(word.TrimEnd(), out var colour) ? $"\u001b[{colour}m{word}\u001b[0m" : word;

    /// <summary>Whether the words of a column have colours.</summary>
    /// <param name="header">Its header.</param>
    public static bool Covers(string header) => Columns.Contains(header);
}
