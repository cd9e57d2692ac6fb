using System.Globalization;

namespace KubePki.Logs;

/// <summary>
/// Finds two clocks in one line that do not agree: journald's and klog's, or a verifier's "current time" and the line's own.
/// </summary>
internal static class SkewWitness
{
    // A line may wait before it is written down, and an error before it is told.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public static LogEntry Entry { get; } = LogCatalogue.Find("ClockSkew")!;

    public static LogValues? Find(LogLine line, LogValues values, DateTimeOffset asOf)
    {
        if (line.Times.Count == 0)
            return null;
        asOf = line.YearWitness(values) ?? asOf;
        var own = line.Times[^1];
        if (values["now"] is { } now && LogHeader.Stamp(now) is { } current && Differ(current, own, asOf) is { } offset)
            return Skew(offset, "the time used to verify the certificate", current, "the time of the line", own);
        return line.Times.Count > 1 && Differ(line.Times[0], own, asOf) is { } lag
            ? Skew(lag, "the log collector's time", line.Times[0], "the sender's time", own)
            : null;
    }

    private static LogValues Skew(TimeSpan offset, string first, WrittenTime one, string second, WrittenTime other)
    {
        var values = new LogValues();
        var minutes = Math.Abs((long)Math.Round(offset.TotalMinutes));
        values.Add("offset",
            string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? "-" : "")}{minutes / 60} h {minutes % 60} min"));
        // The words of the first line only: each line has others.
        values.Witness = $"{first} is {one.Written}, {second} is {other.Written}";
        return values;
    }

    private static TimeSpan? Differ(WrittenTime one, WrittenTime other, DateTimeOffset asOf)
    {
        if (one.Offset is { } oneOffset && other.Offset is { } otherOffset)
            return IfLarge(one.Value - oneOffset - (other.Value - otherOffset));
        var (left, right) = one.HasYear && other.HasYear ? (one.Value, other.Value) : (WithYear(one, asOf), WithYear(other, asOf));
        // Without both zones, a difference of whole quarters of an hour may be one of zones.
        var quarters = Math.Abs((left - right).TotalMinutes) % 15;
        return Math.Min(quarters, 15 - quarters) <= Tolerance.TotalMinutes ? null : IfLarge(left - right);
    }

    private static DateTime WithYear(WrittenTime time, DateTimeOffset asOf) => (time with { Offset = null }).Resolve(asOf).Time;

    private static TimeSpan? IfLarge(TimeSpan difference) =>
        difference.Duration() > Patience && difference.Duration() < TimeSpan.FromDays(30) ? difference : null;
}
