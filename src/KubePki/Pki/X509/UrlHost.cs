using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>The host and port of a URI's authority (RFC 3986, 3.2.2; RFC 6874).</summary>
internal static class UrlHost
{
    /// <summary>Unescapes a host; Go's complaint, or null.</summary>
    public static string? Parse(string text, GoVersion go, out string host)
    {
        host = text;
        string port;
        if (text.StartsWith('['))
        {
            var close = text.LastIndexOf(']');
            if (close < 0)
                return "missing ']' in host";
            port = text[(close + 1)..];
            if (!IsPort(port))
                return $"invalid port {GoText.Quote(port)} after host";
            return ParseLiteral(text, close, go, out host);
        }
        var colon = text.LastIndexOf(':');
        port = colon < 0 ? "" : text[colon..];
        if (!IsPort(port))
            return $"invalid port {GoText.Quote(port)} after host";
        return UrlEscape.TryUnescape(text, UrlPart.Host, out host, out var error) ? null : error;
    }

    private static string? ParseLiteral(string text, int close, GoVersion go, out string host)
    {
        string? error;
        var zone = text.IndexOf("%25", 0, close, StringComparison.Ordinal);
        if (zone < 0)
        {
            if (!UrlEscape.TryUnescape(text, UrlPart.Host, out host, out error))
                return error;
        }
        else
        {
            host = text;
            if (!UrlEscape.TryUnescape(text[..zone], UrlPart.Host, out var address, out error)
                || !UrlEscape.TryUnescape(text[zone..close], UrlPart.Zone, out var name, out error)
                || !UrlEscape.TryUnescape(text[close..], UrlPart.Host, out var rest, out error))
                return error;
            host = address + name + rest;
        }
        return go.Minor >= 25 ? CheckLiteral(host) : null;
    }

    // Since Go 1.25.2 nothing but an IPv6 address may stand in brackets.
    private static string? CheckLiteral(string host)
    {
        var literal = host[1..host.LastIndexOf(']')];
        var zone = literal.IndexOf('%', StringComparison.Ordinal);
        var address = zone < 0 ? literal : literal[..zone];
        if (address.Contains(':', StringComparison.Ordinal)
            && GoAddress.Parse(address, GoVersion.Newest) is not null && zone != literal.Length - 1)
            return null;
        return address.Contains(':', StringComparison.Ordinal) || GoAddress.Parse(address, GoVersion.Newest) is null
            ? $"invalid host: ParseAddr({GoText.Quote(literal)}): unable to parse IP" : "invalid IP-literal";
    }

    private static bool IsPort(string port) => port.Length == 0 || (port[0] == ':' && !port.AsSpan(1).ContainsAnyExceptInRange('0', '9'));
}
