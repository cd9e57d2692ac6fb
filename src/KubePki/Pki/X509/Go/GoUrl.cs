using System.Globalization;
using System.Text;

namespace KubePki.Pki.X509.Go;

/// <summary>A URI as Go's net/url takes it apart and prints it (RFC 3986 with Go's leniency). One character stands for each byte.</summary>
internal sealed class GoUrl
{
    private string _scheme = "";
    private string? _opaque;
    private string? _user;
    private string? _password;
    private string _path = "";
    private string? _query;
    private string _fragment = "";
    private bool _hasAuthority;

    private GoUrl()
    {
    }

    /// <summary>The scheme in lower case; empty when there is none.</summary>
    public string Scheme => _scheme;

    /// <summary>The host and port, unescaped.</summary>
    public string Host { get; private set; } = "";

    /// <summary>Parses a URI; null with Go's complaint, prefix included, when Go would not.</summary>
    public static GoUrl? Parse(string uri, GoVersion go, out string? error)
    {
        var hash = uri.IndexOf('#', StringComparison.Ordinal);
        var withoutFragment = hash < 0 ? uri : uri[..hash];
        var url = new GoUrl();
        error = url.Fill(withoutFragment, go);
        if (error is not null)
            error = $"parse {GoText.Quote(withoutFragment)}: {error}";
        else if (hash >= 0 && !UrlEscape.TryUnescape(uri[(hash + 1)..], UrlPart.Fragment, out _, out var bad))
            error = $"parse {GoText.Quote(uri)}: {bad}";
        url._fragment = hash < 0 ? "" : uri[(hash + 1)..];
        return error is null ? url : null;
    }

    private string? Fill(string text, GoVersion go)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f', StringComparison.Ordinal))
            return "net/url: invalid control character in URL";
        if (text == "*")
        {
            _path = "*";
            return null;
        }
        if (!TryScheme(text, out var rest))
            return "missing protocol scheme";
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            _query = rest[(question + 1)..];
            rest = rest[..question];
        }
        if (!rest.StartsWith('/'))
        {
            if (_scheme.Length > 0)
            {
                _opaque = rest;
                return null;
            }
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            if ((slash < 0 ? rest : rest[..slash]).Contains(':', StringComparison.Ordinal))
                return "first path segment in URL cannot contain colon";
        }
        if (rest.StartsWith("//", StringComparison.Ordinal) && (_scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var end = rest.IndexOf('/', 2);
            var authority = end < 0 ? rest[2..] : rest[2..end];
            rest = end < 0 ? "" : rest[end..];
            _hasAuthority = true;
            if (ReadAuthority(authority, go) is { } error)
                return error;
        }
        _path = rest;
        return UrlEscape.TryUnescape(rest, UrlPart.Path, out _, out var bad) ? null : bad;
    }

    private bool TryScheme(string text, out string rest)
    {
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
            _scheme = text[..i].ToLowerInvariant();
            rest = text[(i + 1)..];
            return true;
        }
        return true;
    }

    private string? ReadAuthority(string authority, GoVersion go)
    {
        var at = authority.LastIndexOf('@');
        if (UrlHost.Parse(authority[(at + 1)..], go, out var host) is { } error)
            return error;
        Host = host;
        if (at < 0)
            return null;
        var user = authority[..at];
        foreach (var c in user)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal))
                return "net/url: invalid userinfo";
        }
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        if (!UrlEscape.TryUnescape(colon < 0 ? user : user[..colon], UrlPart.User, out _user, out var bad))
            return bad;
        return colon < 0 || UrlEscape.TryUnescape(user[(colon + 1)..], UrlPart.User, out _password, out bad) ? null : bad;
    }

    /// <summary>The URI as Go prints it, which need not be how it was written.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (_scheme.Length > 0)
            text.Append(_scheme).Append(':');
        if (!string.IsNullOrEmpty(_opaque))
            text.Append(_opaque);
        else
            AppendHierarchy(text);
        if (_query is not null)
            AppendQuery(text, _query);
        if (_fragment.Length > 0)
            text.Append('#').Append(UrlEscape.Normalize(_fragment, UrlPart.Fragment));
        return text.ToString();
    }

    // "//" is there when something stands behind it, and a scheme alone keeps it.
    private void AppendHierarchy(StringBuilder text)
    {
        var omitHost = _scheme.Length > 0 && !_hasAuthority && _path.StartsWith('/');
        if ((_scheme.Length > 0 || Host.Length > 0 || _user is not null) && !omitHost)
        {
            if (Host.Length > 0 || _path.Length > 0 || _user is not null)
                text.Append("//");
            if (_user is not null)
                text.Append(UrlEscape.Escape(_user, UrlPart.User))
                    .Append(_password is null ? "" : ":" + UrlEscape.Escape(_password, UrlPart.User)).Append('@');
            text.Append(UrlEscape.Escape(Host, UrlPart.Host));
        }
        var path = _path == "*" ? "*" : UrlEscape.Normalize(_path, UrlPart.Path);
        if (path.Length > 0 && path[0] != '/' && Host.Length > 0)
            text.Append('/');
        if (text.Length == 0 && path.Split('/')[0].Contains(':', StringComparison.Ordinal))
            text.Append("./");
        text.Append(path);
    }

    private static void AppendQuery(StringBuilder text, string query) => text.Append(CultureInfo.InvariantCulture, $"?{query}");
}
