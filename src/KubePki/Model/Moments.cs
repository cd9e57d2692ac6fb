using System.Globalization;

namespace KubePki.Model;

/// <summary>Moments as people write them: a time or a date, UTC unless an offset is given, or a distance from now.</summary>
public static class Moments
{
    /// <summary>What to write, for messages.</summary>
    public const string Usage = "Use 2026-07-01T08:00:00Z, 2026-07-01, +30d, -12h, today or tomorrow.";

    /// <summary>Reads <c>2026-07-01T08:00:00Z</c>, <c>2026-07-01</c>, <c>+30d</c>, <c>-12h</c>, <c>now</c>, <c>today</c>,
    /// <c>tomorrow</c> and <c>yesterday</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">The clock's time.</param>
    /// <param name="moment">The moment, in UTC.</param>
    /// <returns>Whether it is a moment.</returns>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset moment)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var word = text?.Trim() ?? "";
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        (moment, var isWord) = word.ToLowerInvariant() switch
        {
            "now" => (now.ToUniversalTime(), true),
            "today" => (today, true),
            "tomorrow" => (today.AddDays(1), true),
            "yesterday" => (today.AddDays(-1), true),
            _ => (default, false),
        };
        if (isWord)
            return true;
        return word is ['+' or '-', .. var distance]
            ? TryMove(now.ToUniversalTime(), distance, word[0] == '-', out moment)
            // A time of day alone would be one of the day on which it is read.
            : DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, Utc, out moment)
                && DateTime.TryParse(word, CultureInfo.InvariantCulture, Utc | DateTimeStyles.NoCurrentDateDefault, out var bare)
                && bare.Year > 1;
    }

    private static bool TryMove(DateTimeOffset now, string distance, bool isBack, out DateTimeOffset moment)
    {
        moment = default;
        if (!Lifetimes.TryParse(distance, out var span))
            return false;
        if (isBack ? now - DateTimeOffset.MinValue < span : DateTimeOffset.MaxValue - now < span)
            return false;
        moment = isBack ? now - span : now + span;
        return true;
    }
}
