using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubePki.Logs;

/// <summary>
/// A line of a log. Its many forms are brought to one: the wrappings of journald, docker and container runtimes taken off, JSON (of
/// Kubernetes and etcd) as klog would have written it (<c>"message" key="value"</c>), quotes without backslashes.
/// </summary>
internal sealed class LogLine
{
    // docker's JSON around a component's own, with journald's around both.
    private const int Deepest = 4;

    // What is longer is no sentence of a component; the rest of such a line is looked at as a line of its own.
    private const int JsonLimit = 64 * 1024;

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

    public static LogLine Read(ReadOnlySpan<byte> octets)
    {
        var line = new LogLine(Encoding.UTF8.GetString(octets.TrimEnd("\r\n\0"u8)));
        var rest = line.Strip(line.Raw);
        for (var depth = 0; depth < Deepest && rest.StartsWith('{') && line.Flatten(rest) is { } inner; depth++)
            rest = line.Strip(inner);
        line.Text = Unquote(rest);
        return line;
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
        foreach (var name in (ReadOnlySpan<string>)["SYSLOG_IDENTIFIER", "_COMM"])
            Identifier ??= TextOf(json, name);
        foreach (var name in (ReadOnlySpan<string>)["time", "ts", "__REALTIME_TIMESTAMP"])
        {
            if (json.TryGetProperty(name, out var stamp) && LogHeader.TimeOf(stamp) is { } time)
                Times.Add(time);
        }
        if ((TextOf(json, "log") ?? TextOf(json, "MESSAGE")) is { } inner)
            return inner.TrimEnd('\n');
        SourceFile ??= TextOf(json, "caller");
        var text = new StringBuilder().Append('"').Append(TextOf(json, "msg") ?? TextOf(json, "message")).Append('"');
        foreach (var field in json.EnumerateObject())
        {
            if (field.Name is not ("msg" or "message" or "ts" or "time" or "level" or "caller"))
                text.Append(CultureInfo.InvariantCulture, $" {field.Name}=\"{Plain(field.Value)}\"");
        }
        return text.ToString();
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

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
}
