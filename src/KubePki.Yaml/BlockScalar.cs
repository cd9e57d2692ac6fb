namespace KubePki.Yaml;

/// <summary>Finds the end of a block scalar. YamlDotNet counts the blank lines behind it in, even those that its value lacks.</summary>
internal static class BlockScalar
{
    /// <summary>The line breaks of YAML 1.1: LF, CR, NEL, LS and PS.</summary>
    public const string LineBreaks = "\n\r\u0085\u2028\u2029";

    /// <summary>Where the last line of the scalar ends, line break included.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where <c>|</c> or <c>&gt;</c> stands.</param>
    /// <param name="scanned">Where YamlDotNet stopped: at the start of a line, or at the end of the text.</param>
    /// <param name="parentIndent">The indentation of the collection that holds the scalar; -1 when there is none.</param>
    public static int FindEnd(string text, int start, int scanned, int parentIndent)
    {
        var header = text.AsSpan(start, scanned - start);
        var headerEnd = NextLine(text, start, scanned);
        var (keepsBlankLines, indicator) = ReadHeader(header);
        if (keepsBlankLines)
            return scanned;
        var indent = indicator > 0 ? Math.Max(parentIndent, 0) + indicator : FindIndent(text, headerEnd, scanned);
        var end = scanned;
        while (end > headerEnd)
        {
            var lineStart = PreviousLine(text, end, headerEnd);
            var line = text.AsSpan(lineStart, end - lineStart).TrimEnd(LineBreaks);
            if (line.Length > indent || line.ContainsAnyExcept(' '))
                break;
            end = lineStart;
        }
        return end;
    }

    private static (bool KeepsBlankLines, int Indicator) ReadHeader(ReadOnlySpan<char> header)
    {
        var keeps = false;
        var indicator = 0;
        foreach (var c in header[1..])
        {
            if (char.IsAsciiDigit(c))
                indicator = c - '0';
            else if (c is '+' or '-')
                keeps = c == '+';
            else
                break;
        }
        return (keeps, indicator);
    }

    /// <summary>The indentation of the first line that has more than spaces; the greatest there is when no line has.</summary>
    private static int FindIndent(string text, int from, int to)
    {
        while (from < to)
        {
            var length = text.AsSpan(from, to - from).IndexOfAnyExcept(' ');
            if (length < 0)
                break;
            if (!LineBreaks.Contains(text[from + length]))
                return length;
            from = NextLine(text, from + length, to);
        }
        return int.MaxValue;
    }

    private static int NextLine(string text, int from, int to)
    {
        var length = text.AsSpan(from, to - from).IndexOfAny(LineBreaks);
        if (length < 0)
            return to;
        var next = from + length + 1;
        return text[next - 1] == '\r' && next < to && text[next] == '\n' ? next + 1 : next;
    }

    private static int PreviousLine(string text, int end, int from)
    {
        if (end > from && LineBreaks.Contains(text[end - 1]))
            end--;
        if (end > from && end < text.Length && text[end] == '\n' && text[end - 1] == '\r')
            end--;
        return from + text.AsSpan(from, end - from).LastIndexOfAny(LineBreaks) + 1;
    }
}
