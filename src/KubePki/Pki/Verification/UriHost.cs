using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>The host of a URI as far as name constraints can be held against it (RFC 5280, 4.2.1.10).</summary>
internal static class UriHost
{
    /// <summary>Finds the host without port; false with Go's complaint when there is none, or it is an address.</summary>
    public static bool TryFind(GoUrl url, GoVersion go, out string host, out string? error)
    {
        host = url.Host;
        error = null;
        if (host.Length == 0)
            error = $"URI with empty host ({GoText.Quote(url.ToString())}) cannot be matched against constraints";
        else if (host.Contains(':', StringComparison.Ordinal) && !host.EndsWith(']'))
            error = SplitPort(url.Host, out host) is not { } split ? null
                : go.Minor >= 26 ? $"cannot parse URI host {GoText.Quote(url.Host)}: {split}" : split;
        if (error is null && IsAddress(host, go))
            error = $"URI with IP ({GoText.Quote(url.ToString())}) cannot be matched against constraints";
        return error is null;
    }

    private static bool IsAddress(string host, GoVersion go)
    {
        if (host is ['[', .., ']'])
            return true;
        // Since Go 1.22 an address may have a zone here.
        var zone = go.Minor >= 22 && host.Contains(':', StringComparison.Ordinal) ? host.IndexOf('%', StringComparison.Ordinal) : -1;
        return zone < 0 ? GoAddress.Parse(host, go) is not null : zone < host.Length - 1 && GoAddress.Parse(host[..zone], go) is not null;
    }

    // The complaints of Go's net.SplitHostPort; null when there is none.
    private static string? SplitPort(string text, out string host)
    {
        host = text;
        var colon = text.LastIndexOf(':');
        var brackets = (From: 0, To: 0);
        if (text[0] == '[')
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return $"address {text}: missing ']' in address";
            if (end + 1 == text.Length)
                return $"address {text}: missing port in address";
            if (end + 1 != colon)
                return $"address {text}: {(text[end + 1] == ':' ? "too many colons" : "missing port")} in address";
            host = text[1..end];
            brackets = (1, end + 1);
        }
        else
        {
            host = text[..colon];
            if (host.Contains(':', StringComparison.Ordinal))
                return $"address {text}: too many colons in address";
        }
        if (text.IndexOf('[', brackets.From) >= 0)
            return $"address {text}: unexpected '[' in address";
        return text.IndexOf(']', brackets.To) >= 0 ? $"address {text}: unexpected ']' in address" : null;
    }
}
