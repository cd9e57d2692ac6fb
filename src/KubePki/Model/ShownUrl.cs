namespace KubePki.Model;

/// <summary>URLs as they may be shown: a password or a token that stands in one is nobody's business.</summary>
internal static class ShownUrl
{
    /// <summary>What stands in the place of what is not shown.</summary>
    public const string Hidden = "***";

    /// <summary>The URL without the user's name and password before its host, and without its query; null for null.</summary>
    public static string? Of(string? url)
    {
        if (url is null)
            return null;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + 3;
        var length = url.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = url.AsSpan(start, length < 0 ? url.Length - start : length);
        var at = authority.LastIndexOf('@');
        // A password with a slash: no port is made of anything but digits.
        if (at < 0 && authority.IndexOf(':') is > 0 and var colon && authority[0] != '['
            && authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9'))
            at = url.AsSpan(start).LastIndexOf('@');
        var rest = url.AsSpan(at < 0 ? start : start + at);
        var shown = rest.IndexOf('?') is >= 0 and var query && query + 1 < rest.Length ? string.Concat(rest[..(query + 1)], Hidden) : rest;
        return string.Concat(url.AsSpan(0, start), at < 0 ? "" : Hidden, shown);
    }

    /// <summary>Whether something was hidden, so that it is not the URL itself.</summary>
    public static bool IsHidden(string url) => url.Contains(Hidden + "@", StringComparison.Ordinal)
        || url.EndsWith("?" + Hidden, StringComparison.Ordinal);
}
