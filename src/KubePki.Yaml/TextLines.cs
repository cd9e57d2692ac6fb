namespace KubePki.Yaml;

/// <summary>The lines of a text, as an editor counts them: they end at LF, CRLF or CR. The table is made on first use.</summary>
internal sealed class TextLines(string text)
{
    public const char ByteOrderMark = '\uFEFF';

    private int[]? _starts;

    public string Text => text;

    /// <summary>Where the text starts that is to be read: behind the byte order mark, if there is one.</summary>
    public int ContentStart => text.StartsWith(ByteOrderMark) ? 1 : 0;

    public (int Line, int Column) Locate(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, text.Length);
        var starts = _starts ??= FindStarts();
        var found = Array.BinarySearch(starts, offset);
        var line = found >= 0 ? found : Math.Max(~found - 1, 0);
        // No editor shows the byte order mark, so it shares its column with the first character.
        return (line + 1, Math.Max(offset - starts[line], 0) + 1);
    }

    public YamlFormatException Error(int offset, string reason)
    {
        var (line, column) = Locate(Math.Clamp(offset, 0, text.Length));
        return new YamlFormatException(line, column, reason);
    }

    private int[] FindStarts()
    {
        var starts = new List<int> { ContentStart };
        for (var offset = 0; offset < text.Length;)
        {
            var found = text.AsSpan(offset).IndexOfAny('\r', '\n');
            if (found < 0)
                break;
            offset += found + 1;
            if (text[offset - 1] == '\r' && offset < text.Length && text[offset] == '\n')
                offset++;
            starts.Add(offset);
        }
        return [.. starts];
    }
}
