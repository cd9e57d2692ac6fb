using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubePki.Logs;

/// <summary>What stands before the message of a line: times, hosts, names of programs.</summary>
/// <param name="Length">How much of the line it is.</param>
/// <param name="Time">The time in it.</param>
/// <param name="Identifier">The program in it.</param>
/// <param name="SourceFile">The source file in it.</param>
internal sealed partial record LogHeader(int Length, WrittenTime? Time, string? Identifier, string? SourceFile)
{
    // No header is longer.
    private const int Longest = 300;

    /// <summary>The header that a text begins with; null when it begins with none.</summary>
    public static LogHeader? Find(string text)
    {
        if (text.Length == 0 || !(char.IsLetterOrDigit(text[0]) || text[0] is '[' or '<'))
            return null;
        var start = text.Length > Longest ? text[..Longest] : text;
        return Klog(start) ?? Journal(start) ?? Runtime(start) ?? Go(start) ?? Syslog(start) ?? Prefix(start);
    }

    /// <summary>The time in a field of JSON: RFC 3339, seconds or milliseconds or microseconds since 1970.</summary>
    public static WrittenTime? TimeOf(JsonElement field)
    {
        if (field.ValueKind == JsonValueKind.String && field.GetString() is { Length: < 60 } text)
            return Stamp(text) ?? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var digits)
                ? Since1970(text, digits)
                : null);
        return field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var number) ? Since1970(field.GetRawText(), number) : null;
    }

    /// <summary>An RFC 3339 or ISO 8601 time with its zone.</summary>
    public static WrittenTime? Stamp(string text)
    {
        var match = Iso().Match(text);
        return match.Success && match.Length == text.Length ? IsoTime(match) : null;
    }

    private static LogHeader? Klog(string text)
    {
        var match = KlogHeader().Match(text);
        if (!match.Success || !TryTime(text.AsSpan(1, 13), "MMdd HH:mm:ss", out var value))
            return null;
        return new LogHeader(match.Length, new WrittenTime(match.Groups["time"].Value, value, HasYear: false, null),
            null, match.Groups["file"].Value);
    }

    // Jun 20 23:59:19 host kubelet[123]: and, of journalctl -o short-iso, 2021-09-01T09:24:20+0800 host kubelet[123]:
    private static LogHeader? Journal(string text)
    {
        var match = JournalHeader().Match(text);
        if (!match.Success)
            return null;
        var stamp = match.Groups["stamp"].Value;
        var time = match.Groups["iso"].Success ? Stamp(match.Groups["iso"].Value)
            : match.Groups["full"].Success ? Stamp(match.Groups["full"].Value.Replace(' ', 'T'))
            : match.Groups["unix"].Success ? Unix(match.Groups["unix"].Value)
            : Short(stamp);
        return time is null && text[0] != '[' ? null : new LogHeader(match.Length, time, match.Groups["name"].Value, null);
    }

    // <14>1 2026-07-01T09:24:20Z host kubelet 1399 - - of RFC 5424, <14> alone before the older form, and the older form with a month in
    // another language than English.
    private static LogHeader? Syslog(string text)
    {
        var match = SyslogHeader().Match(text);
        if (!match.Success)
            return null;
        return new LogHeader(match.Length, match.Groups["iso"].Success ? Stamp(match.Groups["iso"].Value) : null,
            match.Groups["name"].Success ? match.Groups["name"].Value : null, null);
    }

    // [pod/kube-apiserver-cp1/kube-apiserver] of kubectl logs --prefix, and time="…" level=error of logrus.
    private static LogHeader? Prefix(string text)
    {
        var match = PrefixHeader().Match(text);
        if (!match.Success)
            return null;
        return new LogHeader(match.Length, match.Groups["iso"].Success ? Stamp(match.Groups["iso"].Value) : null,
            match.Groups["name"].Success ? match.Groups["name"].Value : null, null);
    }

    private static WrittenTime? Unix(string seconds) => Since1970(seconds, double.Parse(seconds, CultureInfo.InvariantCulture));

    private static WrittenTime? Short(string stamp)
    {
        var plain = stamp.Split('.')[0].Replace("  ", " ", StringComparison.Ordinal);
        return TryTime(plain, "MMM d HH:mm:ss", out var value) ? new WrittenTime(stamp, value, HasYear: false, null) : null;
    }

    // 2026-07-01T09:24:20.953854123Z stderr F, and the time alone as kubectl logs --timestamps puts it.
    private static LogHeader? Runtime(string text)
    {
        var match = RuntimeHeader().Match(text);
        return match.Success && Stamp(match.Groups["iso"].Value) is { } time ? new LogHeader(match.Length, time, null, null) : null;
    }

    // 2019-09-08 03:40:01.123456 I | embed: of old etcd, 2019/09/08 03:40:01 of Go's own logger: both in the zone of the process.
    private static LogHeader? Go(string text)
    {
        var match = GoHeader().Match(text);
        if (!match.Success || !TryTime(match.Groups["time"].Value.Replace('/', '-'), "yyyy-MM-dd HH:mm:ss", out var value))
            return null;
        return new LogHeader(match.Length, new WrittenTime(match.Groups["time"].Value, value, HasYear: true, null),
            match.Groups["etcd"].Success ? "etcd" : null, null);
    }

    private static WrittenTime? IsoTime(Match match)
    {
        if (!TryTime(match.Groups["date"].Value + " " + match.Groups["clock"].Value, "yyyy-MM-dd HH:mm:ss", out var value))
            return null;
        var zone = match.Groups["zone"].Value;
        if (zone is "" or "Z")
            return new WrittenTime(match.Value, value, HasYear: true, zone == "Z" ? TimeSpan.Zero : null);
        var minutes = (int.Parse(zone.AsSpan(1, 2), CultureInfo.InvariantCulture) * 60)
            + int.Parse(zone.AsSpan(zone.Length - 2, 2), CultureInfo.InvariantCulture);
        return new WrittenTime(match.Value, value, HasYear: true, TimeSpan.FromMinutes(zone[0] == '-' ? -minutes : minutes));
    }

    /// <summary>Seconds, milliseconds or microseconds since 1970.</summary>
    public static WrittenTime? Since1970(string text, double number)
    {
        var seconds = number > 1e14 ? number / 1e6 : number > 1e11 ? number / 1e3 : number;
        return seconds is > 0 and < 253402300799
            ? new WrittenTime(text, DateTime.UnixEpoch.AddSeconds(Math.Floor(seconds)), HasYear: true, TimeSpan.Zero)
            : null;
    }

    private static bool TryTime(ReadOnlySpan<char> text, string format, out DateTime value)
    {
        // Without a year the 29th of February would not be a day in most.
        var noYear = !format.StartsWith('y');
        var (full, fullFormat) = noYear ? ($"{WrittenTime.NoYear:0000} {text}", "yyyy " + format) : (text.ToString(), format);
        return DateTime.TryParseExact(full, fullFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    [GeneratedRegex(@"^[IWEF](?<time>[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?) +[0-9]+ (?<file>[\w./-]{1,80}):[0-9]+\] ?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex KlogHeader();

    [GeneratedRegex(
        @"^(?:(?<stamp>[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)|(?<iso>[0-9]{4}-[0-9:T.,+-]{10,30}Z?)|"
            + @"(?:[A-Z][a-z]{2} )?(?<full>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)? [A-Z+-][A-Z0-9:+-]{1,6}|"
            + @"(?<unix>[0-9]{9,11})\.[0-9]{6}|\[ *[0-9]+\.[0-9]{6}[^\]]{0,20}\]) "
            + @"[^\s]{1,64} (?<name>[\w@./-]{1,64})(?:\[[0-9]+\])?: ",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex JournalHeader();

    [GeneratedRegex(@"^(?:<[0-9]{1,3}>1 (?<iso>[0-9]{4}-[0-9:T.,+-]{10,30}Z?) \S{1,255} (?<name>\S{1,48}) \S{1,128} \S{1,32} "
        + @"(?:-|\[[^\]]{0,150}\]) ?|<[0-9]{1,3}>|\p{L}{1,9}\.? {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} \S{1,64} "
        + @"(?<name>[\w@./-]{1,64})(?:\[[0-9]+\])?: |[0-9]{1,2}月 {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} \S{1,64} "
        + @"(?<name>[\w@./-]{1,64})(?:\[[0-9]+\])?: )",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex SyslogHeader();

    [GeneratedRegex(@"^(?:\[pod/[^/\]]{1,253}/(?<name>[^\]]{1,63})\] |(?:time|ts)=""?(?<iso>[0-9]{4}-[0-9:T.,+-]{10,30}Z?)""? )",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex PrefixHeader();

    [GeneratedRegex(@"^(?<iso>[0-9]{4}-[0-9:T.,+-]{10,30}Z?) (?:(?:stdout|stderr) [FP](?::\S*)? )?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex RuntimeHeader();

    [GeneratedRegex(@"^(?<time>[0-9]{4}[-/][0-9]{2}[-/][0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})? (?<etcd>[A-Z] \| )?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex GoHeader();

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]{1,9})?(?<zone>Z|[+-][0-9]{2}:?[0-9]{2}|)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Iso();
}
