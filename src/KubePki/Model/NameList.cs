using System.Globalization;

namespace KubePki.Model;

/// <summary>Names in one sentence: the first of very many, and how many more there are.</summary>
internal static class NameList
{
    private const int Most = 20;

    /// <summary>The names, with commas between them.</summary>
    /// <param name="names">The names.</param>
    public static string Of(IEnumerable<string> names)
    {
        var all = names as IReadOnlyCollection<string> ?? [.. names];
        var more = all.Count - Most;
        return more <= 0 ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(Most))} and {more.ToString("N0", CultureInfo.InvariantCulture)} more";
    }
}
