using System.Globalization;

namespace KubePki.Model;

/// <summary>How much time left counts as expiring: a span (<c>30d</c>, <c>12h</c>) or a share of the lifetime (<c>20%</c>).</summary>
public readonly record struct ExpiryThreshold
{
    private readonly TimeSpan _span;
    private readonly double _share;

    private ExpiryThreshold(TimeSpan span, double share)
    {
        _span = span;
        _share = share;
    }

    /// <summary>The span; null for a share of the lifetime.</summary>
    public TimeSpan? Span => _share > 0 ? null : _span;

    /// <summary>Thirty days: what counts as expiring unless asked otherwise.</summary>
    public static ExpiryThreshold Default { get; } = FromSpan(TimeSpan.FromDays(30));

    /// <summary>Thresholds that people ask for.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["7d", "30d", "90d", "20%"];

    /// <summary>A threshold of a fixed span.</summary>
    /// <param name="span">The span, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public static ExpiryThreshold FromSpan(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        return new ExpiryThreshold(span, 0);
    }

    /// <summary>
    /// Reads <c>30d</c>, <c>2w</c>, <c>12h</c>, <c>90m</c>, <c>45s</c>, <c>1y</c> (365 days), <c>20%</c> or a <see cref="TimeSpan"/>
    /// (<c>30.00:00:00</c>).
    /// </summary>
    /// <param name="text">The text; white space around it does not matter.</param>
    /// <param name="threshold">The threshold read.</param>
    /// <returns>Whether the text could be read.</returns>
    public static bool TryParse(string? text, out ExpiryThreshold threshold)
    {
        threshold = Default;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return false;
        var unit = char.ToLowerInvariant(text[^1]);
        if (SecondsOf(unit) is { } seconds)
        {
            if (!TryNumber(text[..^1], out var number) || number * seconds > TimeSpan.MaxValue.TotalSeconds)
                return false;
            threshold = FromSpan(TimeSpan.FromSeconds(number * seconds));
            return true;
        }
        if (unit == '%')
        {
            if (!TryNumber(text[..^1], out var percent) || percent > 100)
                return false;
            threshold = new ExpiryThreshold(TimeSpan.Zero, percent / 100);
            return true;
        }
        // A bare number would be days to TimeSpan and seconds to a person.
        if (!text.Contains(':', StringComparison.Ordinal)
            || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) || span < TimeSpan.Zero)
            return false;
        threshold = FromSpan(span);
        return true;
    }

    /// <summary>Whether no more time is left than the threshold; true after the end, too.</summary>
    /// <param name="notBefore">The start of the lifetime.</param>
    /// <param name="notAfter">The end of the lifetime.</param>
    /// <param name="asOf">The moment that is asked about.</param>
    public bool Covers(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset asOf)
    {
        var limit = _share > 0 ? (notAfter - notBefore) * _share : _span;
        return notAfter - asOf <= limit;
    }

    /// <summary>The threshold as it may be written again.</summary>
    public override string ToString() => _share > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{_share * 100:0.##}%")
        : _span.Ticks % TimeSpan.TicksPerDay == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{_span.Days}d")
            : _span.ToString("c", CultureInfo.InvariantCulture);

    private static double? SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        'w' => 7 * 86400,
        'y' => 365 * 86400,
        _ => null,
    };

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
