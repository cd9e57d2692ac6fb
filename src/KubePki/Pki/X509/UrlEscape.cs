using System.Globalization;
using System.Text;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Per cent escapes of URIs (RFC 3986, 2.1), as Go reads and writes them. One character stands for each byte.</summary>
internal static class UrlEscape
{
    /// <summary>Undoes escapes; false with Go's complaint when one is malformed, or a host has a character that it must not have.</summary>
    public static bool TryUnescape(string text, UrlPart part, out string value, out string? error)
    {
        value = text;
        error = FindBad(text, part);
        if (error is not null || !text.Contains('%', StringComparison.Ordinal))
            return error is null;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                plain.Append((char)Octet(text, i));
                i += 2;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        value = plain.ToString();
        return true;
    }

    private static string? FindBad(string text, UrlPart part)
    {
        var inHost = part is UrlPart.Host or UrlPart.Zone;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                var escape = text.Substring(i, Math.Min(3, text.Length - i));
                if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]) || !IsAllowed(escape, part))
                    return $"invalid URL escape {GoText.Quote(escape)}";
                i += 2;
            }
            else if (inHost && c < 0x80 && MustEscape(c, part))
            {
                return $"invalid character {GoText.Quote(c.ToString())} in host name";
            }
        }
        return null;
    }

    // In a host only bytes beyond ASCII may be escaped, and the per cent sign of a zone (RFC 6874, section 2).
    private static bool IsAllowed(string escape, UrlPart part) => part switch
    {
        UrlPart.Host => escape[1] >= '8' || escape == "%25",
        UrlPart.Zone => escape == "%25" || Octet(escape, 0) == ' ' || !MustEscape((char)Octet(escape, 0), UrlPart.Host),
        _ => true,
    };

    /// <summary>Escapes what this part may not hold.</summary>
    public static string Escape(string text, UrlPart part)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (MustEscape(c, part))
                escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>An escaped path or fragment as Go prints it: as it was when it was well escaped, else escaped again.</summary>
    public static string Normalize(string escaped, UrlPart part)
    {
        foreach (var c in escaped)
        {
            if (c is not ('%' or '[' or ']' or '!' or '$' or '&' or '\'' or '(' or ')' or '*' or '+' or ',' or ';' or '=' or ':' or '@')
                && MustEscape(c, part))
                return TryUnescape(escaped, part, out var plain, out _) ? Escape(plain, part) : escaped;
        }
        return escaped;
    }

    private static bool MustEscape(char c, UrlPart part)
    {
        if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')
            return false;
        if (part is UrlPart.Host or UrlPart.Zone)
            return !"!$&'()*+,;=:[]<>\"".Contains(c, StringComparison.Ordinal);
        if (c is '$' or '&' or '+' or ',' or '/' or ':' or ';' or '=' or '?' or '@')
            return part switch
            {
                UrlPart.Path => c == '?',
                UrlPart.User => c is '@' or '/' or '?' or ':',
                _ => false,
            };
        return part != UrlPart.Fragment || c is not ('!' or '(' or ')' or '*');
    }

    private static int Octet(string text, int at) =>
        int.Parse(text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
