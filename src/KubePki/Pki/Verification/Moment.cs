using System.Globalization;

namespace KubePki.Pki.Verification;

/// <summary>A moment as Go's time has it: of the years 0 to 9999, to the nanosecond.</summary>
/// <param name="Seconds">Whole seconds since 1970, UTC.</param>
/// <param name="Nanoseconds">What is above them, 0 to 999,999,999.</param>
/// <param name="OffsetMinutes">The zone in which it was written, east of UTC; it is printed so.</param>
internal readonly record struct Moment(long Seconds, int Nanoseconds = 0, int OffsetMinutes = 0)
{
    /// <summary>The moment of a .NET time, in UTC.</summary>
    public static Moment From(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        return rest < 0 ? new Moment(seconds - 1, (int)((rest + TimeSpan.TicksPerSecond) * 100)) : new Moment(seconds, (int)(rest * 100));
    }

    /// <summary>Reads RFC 3339: a date, T, a time with any number of decimals, and Z or ±hh:mm.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Moment moment)
    {
        moment = default;
        if (text.Length < 20 || text[10] != 'T'
            || !DateTime.TryParseExact(text[..19], "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return false;
        text = text[19..];
        var nanoseconds = 0;
        if (text[0] is '.' or ',')
        {
            var digits = text[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
                return false;
            nanoseconds = int.Parse(text.Slice(1, Math.Min(digits, 9)).ToString().PadRight(9, '0'), CultureInfo.InvariantCulture);
            text = text[(1 + digits)..];
        }
        if (!TryZone(text, out var offset))
            return false;
        moment = new Moment(((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - (offset * 60), nanoseconds, offset);
        return true;
    }

    private static bool TryZone(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is ['Z'])
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour > 23
            || !int.TryParse(text.Slice(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minute) || minute > 59)
            return false;
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    /// <summary>Whether this is before a second.</summary>
    public bool IsBefore(long seconds) => Seconds < seconds;

    /// <summary>Whether this is after a second, by as little as a nanosecond.</summary>
    public bool IsAfter(long seconds) => Seconds > seconds || (Seconds == seconds && Nanoseconds > 0);

    /// <summary>RFC 3339 without decimals, as Go prints times in its messages.</summary>
    public override string ToString()
    {
        var local = Seconds + (OffsetMinutes * 60);
        var days = Math.DivRem(local, 86400, out var second);
        if (second < 0)
            (days, second) = (days - 1, second + 86400);
        var (year, month, day) = Date(days);
        var zone = OffsetMinutes == 0 ? "Z" : string.Create(
            CultureInfo.InvariantCulture,
            $"{(OffsetMinutes < 0 ? '-' : '+')}{Math.Abs(OffsetMinutes) / 60:00}:{Math.Abs(OffsetMinutes) % 60:00}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{year:0000}-{month:00}-{day:00}T{second / 3600:00}:{second / 60 % 60:00}:{second % 60:00}{zone}");
    }

    // Four centuries have the same number of days, wherever they start; this one starts in a March. DateTime has no year 0.
    private static (long Year, long Month, long Day) Date(long days)
    {
        days += 719468;
        var era = (days >= 0 ? days : days - 146096) / 146097;
        var dayOfEra = days - (era * 146097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var march = ((5 * dayOfYear) + 2) / 153;
        var month = march < 10 ? march + 3 : march - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, dayOfYear - (((153 * march) + 2) / 5) + 1);
    }
}
