namespace KubePki.Model;

/// <summary>Lifetimes of certificates as people write them.</summary>
public static class Lifetimes
{
    /// <summary>Lifetimes that people give certificates.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["90d", "365d", "1y", "10y"];

    /// <summary>Reads <c>365d</c>, <c>10y</c> (years of 365 days), <c>12h</c> or a <see cref="TimeSpan"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="span">The lifetime, above zero.</param>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = default;
        if (!ExpiryThreshold.TryParse(text, out var threshold) || threshold.Span is not { } read || read <= TimeSpan.Zero)
            return false;
        span = read;
        return true;
    }
}
