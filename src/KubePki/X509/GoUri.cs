namespace KubePki.X509;

/// <summary>What Go's net/url says of a URI in a subject alternative name (RFC 3986 with Go's leniency).</summary>
internal static class GoUri
{
    /// <summary>Go's complaint with the prefix of crypto/x509, or null.</summary>
    public static string? Check(string uri, GoVersion go)
    {
        var hash = uri.IndexOf('#', StringComparison.Ordinal);
        var withoutFragment = hash < 0 ? uri : uri[..hash];
        var error = Parse(withoutFragment, out var host);
        if (error is not null)
            return $"x509: cannot parse URI {GoText.Quote(uri)}: parse {GoText.Quote(withoutFragment)}: {error}";
        if (hash >= 0 && FindBadEscape(uri[(hash + 1)..], host: false) is { } bad)
            return $"x509: cannot parse URI {GoText.Quote(uri)}: parse {GoText.Quote(uri)}: {bad}";
        return host.Length > 0 && !GoDomain.IsValid(host, go) ? $"x509: cannot parse URI {GoText.Quote(uri)}: invalid domain" : null;
    }

    private static string? Parse(string text, out string host)
    {
        host = "";
        if (text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f', StringComparison.Ordinal))
            return "net/url: invalid control character in URL";
        if (text == "*")
            return null;
        if (!TryScheme(text, out var scheme, out var rest))
            return "missing protocol scheme";
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0)
            rest = rest[..query];
        if (!rest.StartsWith('/'))
        {
            if (scheme)
                return null;
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            if ((slash < 0 ? rest : rest[..slash]).Contains(':', StringComparison.Ordinal))
                return "first path segment in URL cannot contain colon";
        }
        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var end = rest.IndexOf('/', 2);
            var authority = end < 0 ? rest[2..] : rest[2..end];
            rest = end < 0 ? "" : rest[end..];
            if (ParseAuthority(authority, out host) is { } error)
                return error;
        }
        return FindBadEscape(rest, host: false);
    }

    private static bool TryScheme(string text, out bool found, out string rest)
    {
        found = false;
        rest = text;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetter(c) || (i > 0 && (char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
                continue;
            if (c != ':')
                return true;
            if (i == 0)
                return false;
            found = true;
            rest = text[(i + 1)..];
            return true;
        }
        return true;
    }

    private static string? ParseAuthority(string authority, out string host)
    {
        var at = authority.LastIndexOf('@');
        host = authority[(at + 1)..];
        if (ParseHost(host) is { } error)
            return error;
        if (at < 0)
            return null;
        var user = authority[..at];
        foreach (var c in user)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal))
                return "net/url: invalid userinfo";
        }
        return FindBadEscape(user, host: false);
    }

    private static string? ParseHost(string host)
    {
        string port;
        if (host.StartsWith('['))
        {
            var close = host.LastIndexOf(']');
            if (close < 0)
                return "missing ']' in host";
            port = host[(close + 1)..];
        }
        else
        {
            var colon = host.LastIndexOf(':');
            port = colon < 0 ? "" : host[colon..];
        }
        if (port.Length > 0 && (port[0] != ':' || port.AsSpan(1).ContainsAnyExceptInRange('0', '9')))
            return $"invalid port {GoText.Quote(port)} after host";
        return FindBadEscape(host, host: true);
    }

    private static string? FindBadEscape(string text, bool host)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                var escape = text.Substring(i, Math.Min(3, text.Length - i));
                var valid = escape.Length == 3 && char.IsAsciiHexDigit(escape[1]) && char.IsAsciiHexDigit(escape[2]);
                // In a host only bytes beyond ASCII may be escaped, and the per cent sign of a zone.
                if (!valid || (host && escape[1] < '8' && escape != "%25"))
                    return $"invalid URL escape {GoText.Quote(escape)}";
                i += 2;
            }
            else if (host && c < 0x80 && !char.IsAsciiLetterOrDigit(c) && !"!$&'()*+,;=:[]<>\"-_.~".Contains(c, StringComparison.Ordinal))
            {
                return $"invalid character {GoText.Quote(c.ToString())} in host name";
            }
        }
        return null;
    }
}
