using System.Globalization;

namespace KubePki.Node.Forecast;

/// <summary>Names of nodes in a sentence.</summary>
internal static class ForecastNames
{
    /// <summary>The names, the first few of very many.</summary>
    /// <param name="names">The names, in order.</param>
    /// <param name="most">How many are named at most.</param>
    public static string Of(IReadOnlyList<string> names, int most)
    {
        if (names.Count > most)
            return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(most))} and {names.Count - most} more");
        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }
}
