using System.Globalization;

namespace KubePki.Model;

/// <summary>Spans of time as a person says them.</summary>
public static class Spans
{
    /// <summary>The two largest units: <c>2 h 11 min</c>, <c>3 days</c>, <c>45 s</c>. The sign is left out.</summary>
    /// <param name="span">The span.</param>
    public static string Text(TimeSpan span)
    {
        span = span.Duration();
        return span.TotalSeconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
            < 2 * 86400 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h{(span.Minutes == 0 ? "" : $" {span.Minutes} min")}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days"),
        };
    }
}
