using System.Globalization;

namespace KubePki.Model;

/// <summary>Times and spans as texts, UTC and the same on every machine.</summary>
public static class Times
{
    /// <summary>RFC 3339 to the second, as Go prints it in its messages: <c>2026-07-01T08:00:00Z</c>.</summary>
    /// <param name="time">The time.</param>
    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time without fractions of a second, UTC: certificates and API objects have none.</summary>
    /// <param name="time">The time.</param>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The day: <c>2026-07-01</c>.</summary>
    /// <param name="time">The time.</param>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// A span in its two largest units, as a person says it: <c>2 h 11 min</c>, <c>3 days</c>, <c>45 s</c>. The sign is left out.
    /// </summary>
    /// <param name="span">The span.</param>
    public static string Span(TimeSpan span)
    {
        span = span.Duration();
        return span.TotalSeconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
            < 2 * 86400 =>
                string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h{(span.Minutes == 0 ? "" : $" {span.Minutes} min")}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days"),
        };
    }
}
