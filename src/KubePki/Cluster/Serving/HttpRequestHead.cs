using System.Net.Sockets;
using System.Text;

namespace KubePki.Cluster.Serving;

/// <summary>What a client asks for, read strictly (RFC 9112): what may mean two things is refused.</summary>
internal sealed class HttpRequestHead
{
    private const int Longest = 8 * 1024;

    private const string Bad = "400 Bad Request", TooLarge = "431 Request Header Fields Too Large";

    private HttpRequestHead(string? fault) => Fault = fault;

    /// <summary>The status to refuse it with; null when it can be answered.</summary>
    public string? Fault { get; }

    /// <summary>The method, in its own letters.</summary>
    public string Method { get; private init; } = "";

    /// <summary>The path, without a query.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Reads it; null when the client went away without a word.</summary>
    public static async Task<HttpRequestHead?> ReadAsync(Socket socket, CancellationToken limit)
    {
        var buffer = new byte[Longest];
        for (var length = 0; length < Longest;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), limit).ConfigureAwait(false);
            if (count == 0)
                return length == 0 ? null : new(Bad);
            length += count;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return Parse(buffer.AsSpan(0, end));
        }
        return new(TooLarge);
    }

    internal static HttpRequestHead Parse(ReadOnlySpan<byte> head)
    {
        foreach (var octet in head)
        {
            if (octet is < 0x20 and not ((byte)'\r' or (byte)'\n' or (byte)'\t') or >= 0x7f)
                return new(Bad);
        }
        var lines = Encoding.ASCII.GetString(head).Split("\r\n");
        // A line end of one octet, or a field that goes on in the next line, is read differently by others.
        if (Array.Exists(lines, line => line.Contains('\r') || line.Contains('\n'))
            || lines[0].Split(' ') is not [var method, var target, var version]
            || method.Length == 0 || !method.All(char.IsAsciiLetterUpper) || !target.StartsWith('/'))
            return new(Bad);
        if (version is not ("HTTP/1.1" or "HTTP/1.0"))
            return new(version.StartsWith("HTTP/", StringComparison.Ordinal) ? "505 HTTP Version Not Supported" : Bad);
        return FaultOf(lines.AsSpan(1), version) is { } fault ? new(fault)
            : new(null) { Method = method, Path = target.Split('?')[0] };
    }

    private static string? FaultOf(ReadOnlySpan<string> fields, string version)
    {
        var hosts = 0;
        foreach (var field in fields)
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !field[..colon].All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter)))
                return Bad;
            var (name, value) = (field[..colon].ToLowerInvariant(), field[(colon + 1)..].Trim(' ', '\t'));
            hosts += name == "host" ? 1 : 0;
            // Nothing that is asked for here has a body.
            if (name == "transfer-encoding" || (name == "content-length" && value != "0"))
                return "413 Content Too Large";
        }
        return hosts == 1 || (hosts == 0 && version == "HTTP/1.0") ? null : Bad;
    }
}
