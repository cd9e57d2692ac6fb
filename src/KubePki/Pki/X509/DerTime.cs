using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>UTCTime and GeneralizedTime as Go reads them: with or without seconds (UTCTime), zone Z or ±hhmm.</summary>
internal static class DerTime
{
    private static readonly int[] DaysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    /// <summary>Seconds since 1970-01-01T00:00:00Z and the zone in minutes east of it, or a message in Go's words.</summary>
    public static bool TryRead(ref Der der, GoVersion go, out long seconds, out int zone, out string? error)
    {
        seconds = 0;
        zone = 0;
        error = null;
        if (der.NextIs(DerTag.UtcTime))
            error = der.TryRead(DerTag.UtcTime, out var utc) && TryUtcTime(utc.Rest, go, out seconds, out zone)
                ? null
                : "x509: malformed UTCTime";
        else if (der.NextIs(DerTag.GeneralizedTime))
            error = der.TryRead(DerTag.GeneralizedTime, out var general) && TryParse(general.Rest, 4, true, go, out seconds, out zone)
                ? null : "x509: malformed GeneralizedTime";
        else
            error = "x509: unsupported time format";
        return error is null;
    }

    private static bool TryUtcTime(ReadOnlySpan<byte> text, GoVersion go, out long seconds, out int zone) =>
        TryParse(text, 2, true, go, out seconds, out zone) || TryParse(text, 2, false, go, out seconds, out zone);

    private static bool TryParse(ReadOnlySpan<byte> text, int yearDigits, bool withSeconds, GoVersion go, out long seconds, out int zone)
    {
        seconds = 0;
        zone = 0;
        if (!TryDigits(ref text, yearDigits, out var year) || !TryDigits(ref text, 2, out var month) || !TryDigits(ref text, 2, out var day)
            || !TryDigits(ref text, 2, out var hour) || !TryDigits(ref text, 2, out var minute))
            return false;
        var second = 0;
        if (withSeconds && !TryDigits(ref text, 2, out second))
            return false;
        if (yearDigits == 2)
            year += year >= 50 ? 1900 : 2000;
        if (month is < 1 or > 12 || day < 1 || day > DaysIn(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        if (!TryZone(text, go, out zone))
            return false;
        seconds = (DaysSinceEpoch(year, month, day) * 86400) + (hour * 3600) + (minute * 60) + second - (zone * 60);
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, GoVersion go, out int zone)
    {
        zone = 0;
        if (text is [(byte)'Z'])
            return true;
        if (text.Length != 5 || text[0] is not ((byte)'+' or (byte)'-'))
            return false;
        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        // A zero offset must be written Z; Go 1.20 began to bound the hours.
        if (!TryDigits(ref text, 2, out var hours) || !TryDigits(ref text, 2, out var minutes)
            || minutes > 59 || (hours > 24 && go.Minor >= 20) || (hours == 0 && minutes == 0))
            return false;
        zone = sign * ((hours * 60) + minutes);
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<byte> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count)
            return false;
        foreach (var digit in text[..count])
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (digit - '0');
        }
        text = text[count..];
        return true;
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int DaysIn(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // DateTime has no year 0; certificates may.
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        long before = year - 1;
        var leapDays = FloorDiv(before, 4) - FloorDiv(before, 100) + FloorDiv(before, 400);
        var days = (before * 365) + leapDays + DaysBeforeMonth[month - 1] + day - 1;
        if (month > 2 && IsLeap(year))
            days++;
        return days - 719162;
    }

    private static long FloorDiv(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}
