using System.Globalization;

namespace KubePki.Node.Reading;

/// <summary>Reads durations as Go's time.ParseDuration does, whole seconds at the least: <c>8760h0m0s</c>, <c>1h30m</c>.</summary>
internal static class GoDuration
{
    // Go counts nanoseconds in 64 bits, which end after 292 years.
    private static readonly double Longest = long.MaxValue / 1e9;

    public static TimeSpan? Parse(string text)
    {
        var seconds = 0.0;
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
                at++;
            var unit = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
                at++;
            if (SecondsOf(text[unit..at]) is not { } factor
                || !double.TryParse(text[start..unit], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            seconds += number * factor;
        }
        return seconds >= 1 && seconds <= Longest ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double? SecondsOf(string unit) => unit switch
    {
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "us" => 1e-6,
        "ns" => 1e-9,
        _ => null,
    };
}
