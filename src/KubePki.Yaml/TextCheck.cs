using System.Buffers;
using System.Globalization;

namespace KubePki.Yaml;

/// <summary>Looks at the characters of a text before it is parsed.</summary>
internal static class TextCheck
{
    /// <summary>
    /// The scanner of YamlDotNet looks ahead over the spaces of the first line of a block scalar with an indentation indicator, and
    /// beyond 1024 of them its buffer overwrites itself: the rest of the text would be read wrongly.
    /// </summary>
    private const int MaxSpacesBelowIndicator = 1000;

    private static readonly SearchValues<char> LineBreaks = SearchValues.Create(BlockScalar.LineBreaks);

    /// <summary>Refuses half a surrogate pair, which no encoding can hold.</summary>
    public static void RequireWholeCharacters(TextLines lines)
    {
        var text = lines.Text;
        for (var offset = 0; offset < text.Length; offset += 2)
        {
            var found = text.AsSpan(offset).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (found < 0)
                return;
            offset += found;
            if (offset + 1 >= text.Length || !char.IsSurrogatePair(text[offset], text[offset + 1]))
                throw lines.Error(offset, Describe(text[offset], "is half a character (an unpaired surrogate)"));
        }
    }

    /// <summary>Refuses the characters that YAML 1.1 §5.1 and the YAML library of Kubernetes (readerc.go) refuse.</summary>
    public static void RequirePrintable(TextLines lines)
    {
        var text = lines.Text;
        for (var offset = 0; offset < text.Length; offset++)
        {
            if (!IsAllowed(text[offset]))
                throw lines.Error(offset, Describe(text[offset], "is a control character, which YAML does not allow"));
        }
    }

    /// <summary>Refuses what the scanner of YamlDotNet would read wrongly.</summary>
    public static void RequireScannable(TextLines lines)
    {
        var text = lines.Text.AsSpan();
        var lineStart = 0;
        while (text[lineStart..].IndexOfAny(LineBreaks) is >= 0 and var length)
        {
            var line = text.Slice(lineStart, length);
            lineStart += length + 1;
            if (text[lineStart - 1] == '\r' && text[lineStart..].StartsWith("\n"))
                lineStart++;
            var spaces = text[lineStart..].IndexOfAnyExcept(' ');
            if ((spaces < 0 ? text.Length - lineStart : spaces) > MaxSpacesBelowIndicator && HasIndicator(line))
                throw lines.Error(lineStart, $"more than {MaxSpacesBelowIndicator} spaces below an indentation indicator such as |2");
        }
    }

    /// <summary>Whether a line has something like <c>|2</c> or <c>|-2</c>.</summary>
    private static bool HasIndicator(ReadOnlySpan<char> line)
    {
        while (line.IndexOf('|') is >= 0 and var found)
        {
            line = line[(found + 1)..];
            var digit = line is ['+' or '-', ..] ? 1 : 0;
            if (digit < line.Length && char.IsAsciiDigit(line[digit]))
                return true;
        }
        return false;
    }

    private static bool IsAllowed(char c) => c switch
    {
        '\t' or '\n' or '\r' or '\u0085' => true,
        < ' ' or (> '~' and < '\u00A0') or '\uFFFE' or '\uFFFF' => false,
        _ => true,
    };

    private static string Describe(char c, string fault) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4} {fault}");
}
