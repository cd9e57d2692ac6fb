using System.Text;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Takes CSV apart (RFC 4180), as spreadsheets write it: byte order mark, CRLF, semicolons or tabs instead of commas, empty rows, <c>#</c>
/// comments.
/// </summary>
internal static class CsvRows
{
    /// <summary>The rows that are not empty.</summary>
    public static IEnumerable<CsvRow> Read(string text, Action<string, int> complain)
    {
        var position = text.StartsWith('\uFEFF') ? 1 : 0;
        var separator = Separator(text.AsSpan(position));
        var line = 1;
        while (position < text.Length)
        {
            var start = line;
            var cells = ReadRow(text, ref position, ref line, separator, out var isOpen);
            if (isOpen)
                complain("a quote is not closed: the rest of the file was skipped", start);
            else if (cells.Exists(cell => cell.Length > 0) && !cells[0].StartsWith('#'))
                yield return new CsvRow(cells, start);
        }
    }

    private static List<string> ReadRow(string text, ref int position, ref int line, char separator, out bool isOpen)
    {
        var cells = new List<string>();
        isOpen = false;
        while (true)
        {
            cells.Add(ReadCell(text, ref position, ref line, separator, out isOpen));
            if (isOpen || position >= text.Length)
                return cells;
            if (text[position++] == separator)
                continue;
            if (text[position - 1] == '\r' && position < text.Length && text[position] == '\n')
                position++;
            line++;
            return cells;
        }
    }

    private static string ReadCell(string text, ref int position, ref int line, char separator, out bool isOpen)
    {
        isOpen = false;
        var cell = new StringBuilder();
        while (position < text.Length && text[position] is ' ' or '\t' && text[position] != separator)
            position++;
        if (position < text.Length && text[position] == '"')
        {
            isOpen = !TryQuoted(text, ref position, ref line, cell);
            if (isOpen)
                return "";
        }
        while (position < text.Length && text[position] != separator && text[position] is not ('\r' or '\n'))
            cell.Append(text[position++]);
        return cell.ToString().Trim();
    }

    private static bool TryQuoted(string text, ref int position, ref int line, StringBuilder cell)
    {
        position++;
        while (position < text.Length)
        {
            var c = text[position++];
            if (c == '"')
            {
                if (position >= text.Length || text[position] != '"')
                    return true;
                position++;
            }
            line += c == '\n' ? 1 : 0;
            cell.Append(c);
        }
        return false;
    }

    // Spreadsheets of half the world write semicolons.
    private static char Separator(ReadOnlySpan<char> text)
    {
        while (text.TrimStart("\r\n") is ['#', ..] comment)
            text = comment.IndexOfAny('\r', '\n') is >= 0 and var next ? comment[next..] : [];
        text = text.TrimStart("\r\n");
        var end = text.IndexOfAny('\r', '\n');
        var header = end < 0 ? text : text[..end];
        return header.Contains(',') ? ',' : header.Contains(';') ? ';' : header.Contains('\t') ? '\t' : ',';
    }
}
