namespace KubePki.Model;

/// <summary>URLs as they may be shown: a password that stands in one is nobody's business.</summary>
internal static class ShownUrl
{
    /// <summary>What stands in the place of a user's name and password.</summary>
    public const string Hidden = "***";

    /// <summary>The URL without the user's name and password that it holds before its host; null for null.</summary>
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
        return at < 0 ? url : string.Concat(url.AsSpan(0, start), Hidden, url.AsSpan(start + at));
    }

    /// <summary>Whether something was hidden, so that it is not the URL itself.</summary>
    public static bool IsHidden(string url) => url.Contains(Hidden + "@", StringComparison.Ordinal);
}
