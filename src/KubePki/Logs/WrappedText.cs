using System.Text;

namespace KubePki.Logs;

/// <summary>
/// Joins lines that a terminal broke at its right edge, as in text that was copied from one: in such a text no line is longer than the
/// terminal was wide, and several are exactly as long.
/// </summary>
internal static class WrappedText
{
    private const int Narrowest = 79;
    private const int MostLines = 40;

    /// <summary>The width that a text was broken at; 0 when it was not.</summary>
    public static int WidthOf(ReadOnlySpan<byte> text)
    {
        var (width, full) = (0, 0);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            // Elsewhere a character may be wider than a byte, or than a column.
            if (line.Length < Narrowest || line.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
                continue;
            full = line.Length > width + 1 ? 1 : line.Length >= width - 1 ? full + 1 : full;
            width = Math.Max(width, line.Length);
        }
        return full > 2 ? width : 0;
    }

    /// <summary>From where to where the lines belong together with this one.</summary>
    public static (int Start, int End) Paragraph(ReadOnlySpan<byte> text, int floor, int start, int end, int width)
    {
        for (var lines = 0; lines < MostLines && start > floor && !Begins(text[start..end]); lines++)
        {
            var before = text[floor..(start - 1)].LastIndexOf((byte)'\n') + 1 + floor;
            if (start - 1 - before < width - 1)
                break;
            start = before;
        }
        var last = text[start..end].LastIndexOf((byte)'\n') + 1 + start;
        for (var lines = 0; lines < MostLines && end - last >= width - 1 && end + 1 < text.Length; lines++)
        {
            var length = text[(end + 1)..].IndexOf((byte)'\n');
            var next = length < 0 ? text[(end + 1)..] : text.Slice(end + 1, length);
            if (next.IsEmpty || Begins(next))
                break;
            last = end + 1;
            end = last + next.Length;
        }
        return (start, end);
    }

    /// <summary>The paragraph as the one line that it was.</summary>
    public static byte[] Join(ReadOnlySpan<byte> paragraph, int width)
    {
        var joined = new MemoryStream(paragraph.Length);
        while (true)
        {
            var end = paragraph.IndexOf((byte)'\n');
            var line = (end < 0 ? paragraph : paragraph[..end]).TrimEnd((byte)'\r');
            joined.Write(line);
            if (end < 0)
                return joined.ToArray();
            // A space at the edge is lost when text is copied.
            if (line.Length < width)
                joined.WriteByte((byte)' ');
            paragraph = paragraph[(end + 1)..];
        }
    }

    // What begins like a line of a log, of a table or of a JSON log is not the rest of one.
    private static bool Begins(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line[0] is (byte)'{' or (byte)'\t' or (byte)'`' or (byte)'#'
        || line.StartsWith("  "u8)
        || LogHeader.Find(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 300)])) is not null;
}
