using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubePki.Model;

namespace KubePki.Logs;

/// <summary>
/// A line of a log. Its many forms are brought to one: the wrappings of journald, docker and container runtimes taken off, JSON (of
/// Kubernetes and etcd) as klog would have written it (<c>"message" key="value"</c>), quotes without backslashes.
/// </summary>
internal sealed partial class LogLine
{
    // docker's JSON around a component's own, with journald's around both.
    private const int Deepest = 4;

    // What is longer is no sentence of a component; the rest of such a line is looked at as a line of its own.
    private const int JsonLimit = 64 * 1024;

    private static readonly string[] Stamps =
        ["time", "ts", "@timestamp", "timestamp", "requestReceivedTimestamp", "__REALTIME_TIMESTAMP"];

    private LogLine(string raw) => Raw = raw;

    /// <summary>The line as it stands.</summary>
    public string Raw { get; }

    /// <summary>What patterns are held against.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The times of the line, the outermost (journald, the runtime) first and the component's own last.</summary>
    public List<WrittenTime> Times { get; } = [];

    /// <summary>Who wrote it, as the wrapping says; null when it does not.</summary>
    public string? Identifier { get; private set; }

    /// <summary>The source file that klog names, <c>kubelet.go</c>; null when there is none.</summary>
    public string? SourceFile { get; private set; }

    /// <summary>When it was written; the year comes from the line where it names one, else from a moment.</summary>
    public LogTime? TimeAsOf(DateTimeOffset asOf, LogValues? values)
    {
        if (Times.Count == 0)
            return null;
        var own = Times[^1];
        return own.HasYear ? own.Resolve(asOf) : own.Resolve(YearWitness(values) ?? asOf);
    }

    /// <summary>A moment in the line that has a year.</summary>
    public DateTimeOffset? YearWitness(LogValues? values)
    {
        var witness = Times.Find(time => time.HasYear);
        if (!witness.HasYear && values?["now"] is { } now && LogHeader.Stamp(now) is { } stamp)
            witness = stamp;
        return witness.HasYear ? new DateTimeOffset(DateTime.SpecifyKind(witness.Value, DateTimeKind.Utc)) : null;
    }

    public static LogLine Read(ReadOnlySpan<byte> octets)
    {
        var line = new LogLine(Encoding.UTF8.GetString(octets.TrimEnd("\r\n\0"u8)));
        var rest = line.Strip(Plain(line.Raw));
        for (var depth = 0; depth < Deepest && rest.StartsWith('{') && line.Flatten(rest) is { } inner; depth++)
            rest = line.Strip(inner);
        line.Text = Unquote(rest);
        return line;
    }

    /// <summary>Tells what else a record of journald says of a line.</summary>
    public void Know(string? identifier, WrittenTime? time)
    {
        Identifier ??= identifier;
        if (time is { } known)
            Times.Insert(0, known);
    }

    // Without colours, and without the name of the field in which journald exports messages.
    private static string Plain(string raw)
    {
        var text = raw.Contains('\u001b', StringComparison.Ordinal) ? Colour().Replace(raw, "") : raw;
        var message = text.AsSpan().TrimStart();
        return message.StartsWith(JournalRecord.Message, StringComparison.Ordinal)
            ? message[JournalRecord.Message.Length..].ToString() : text;
    }

    // Takes one header after the other off.
    private string Strip(string text)
    {
        while (LogHeader.Find(text) is { } header)
        {
            if (header.Time is { } time)
                Times.Add(time);
            Identifier ??= header.Identifier;
            SourceFile ??= header.SourceFile;
            text = text[header.Length..];
        }
        return text;
    }

    // What only looks like JSON, as klog's {"docker" "4ab0…"}, stays as it is.
    private string? Flatten(string text)
    {
        if (text.Length > JsonLimit)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            return Flatten(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one is for half of a surrogate pair.
            return null;
        }
    }

    private string Flatten(JsonElement json)
    {
        foreach (var name in (ReadOnlySpan<string>)["SYSLOG_IDENTIFIER", "_COMM", "container_name"])
            Identifier ??= TextOf(json, name);
        foreach (var name in Stamps)
        {
            if (json.TryGetProperty(name, out var stamp) && LogHeader.TimeOf(stamp) is { } time)
                Times.Add(time);
        }
        if (json.TryGetProperty("kubernetes", out var pod) && pod.ValueKind == JsonValueKind.Object)
            Identifier ??= TextOf(pod, "container_name");
        if ((TextOf(json, "log") ?? TextOf(json, "MESSAGE") ?? TextOf(json, "textPayload")) is { } inner)
            return inner.TrimEnd('\n');
        SourceFile ??= TextOf(json, "caller");
        var text = new StringBuilder().Append('"').Append(TextOf(json, "msg") ?? TextOf(json, "message")).Append('"');
        foreach (var field in json.EnumerateObject())
        {
            if (field.Name is not ("msg" or "message" or "ts" or "time" or "level" or "caller"))
                text.Append(CultureInfo.InvariantCulture, $" {field.Name}=\"{ValueOf(field.Value)}\"");
        }
        return text.ToString();
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? ValueOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    // Quotes are escaped once for each quoting around them.
    private static string Unquote(string text)
    {
        if (!text.Contains("\\\"", StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        var slashes = 0;
        foreach (var letter in text)
        {
            if (letter == '\\')
            {
                slashes++;
                continue;
            }
            if (letter != '"')
                plain.Append('\\', slashes);
            slashes = 0;
            plain.Append(letter);
        }
        return plain.Append('\\', slashes).ToString();
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
