using System.Text;

namespace KubePki.Model;

/// <summary>
/// Values as words of a command that is printed for people to paste. Each becomes one word, whatever it holds, and runs nothing: neither in
/// a POSIX shell, for which commands are written, nor in PowerShell, in which they are pasted, too.
/// </summary>
internal static class ShellWord
{
    // As a part of a path this can only be a directory: a command that gets it fails, instead of meaning another file.
    private const string Unnameable = "/.";

    private const string PlainSigns = "/._-+:@%,=";

    // To PowerShell each of these is a quotation mark as good as the plain one.
    private const string TypographicQuotes = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e";

    /// <summary>A value as one word. What would be taken for an option becomes a path.</summary>
    /// <param name="value">The value.</param>
    public static string Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return AsIs(value.StartsWith('-') ? "./" + value : value);
    }

    /// <summary>A value as one word, also where it begins as options do.</summary>
    /// <param name="value">The value.</param>
    public static string AsIs(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || PlainSigns.Contains(c)))
            return value;
        return CanBeQuoted(value) ? Quoted(value) : Encoded(value);
    }

    // Between double quotes a single one is itself, to every shell; a backslash is not, to PowerShell.
    private static string Quoted(string value) => $"'{value.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";

    private static bool CanBeQuoted(string value)
    {
        return Printable.IsShown(value) && !value.Any(c => c == Rune.ReplacementChar.Value || TypographicQuotes.Contains(c));
    }

    // Octal numbers, which printf of every shell knows. It is one of the words that are built into shells, and prints only.
    private static string Encoded(string value)
    {
        // Not UTF-8, so we do not know the name; or a line break at the end, which shells take away.
        var isExact = !value.EndsWith('\n') && !value.EnumerateRunes().Contains(Rune.ReplacementChar);
        var word = new StringBuilder("\"$(printf '");
        foreach (var octet in Encoding.UTF8.GetBytes(isExact ? value : value + Unnameable))
        {
            // A percent sign, or a dash at the begin, would be printf's own.
            if (char.IsAsciiLetterOrDigit((char)octet) || (octet is not ((byte)'%' or (byte)'-') && PlainSigns.Contains((char)octet)))
                word.Append((char)octet);
            else
                word.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'));
        }
        return word.Append("')\"").ToString();
    }
}
