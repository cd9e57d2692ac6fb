using System.Globalization;

namespace KubePki.Model;

/// <summary>Spans as kubectl prints them in its columns (apimachinery's duration.HumanDuration).</summary>
public static class HumanDuration
{
    /// <summary>A span in one or two units: <c>42s</c>, <c>5m10s</c>, <c>3h</c>, <c>2d4h</c>, <c>1y12d</c>.</summary>
    /// <param name="span">The span; far below zero it is <c>&lt;invalid&gt;</c>.</param>
    public static string Text(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        var minutes = seconds / 60;
        var hours = minutes / 60;
        var days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => Unit(seconds, "s"),
            _ when minutes < 10 => Unit(minutes, "m") + Rest(seconds % 60, "s"),
            _ when minutes < 180 => Unit(minutes, "m"),
            _ when hours < 8 => Unit(hours, "h") + Rest(minutes % 60, "m"),
            _ when hours < 48 => Unit(hours, "h"),
            _ when days < 8 => Unit(days, "d") + Rest(hours % 24, "h"),
            _ when days < 730 => Unit(days, "d"),
            _ when days < 2920 => Unit(days / 365, "y") + Rest(days % 365, "d"),
            _ => Unit(days / 365, "y"),
        };
    }

    private static string Unit(long count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");

    private static string Rest(long count, string unit) => count == 0 ? "" : Unit(count, unit);
}
