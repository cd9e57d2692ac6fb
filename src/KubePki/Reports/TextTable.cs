using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>
/// Lines up columns as kubeadm and kubectl do: as wide as the widest cell, two spaces between, no lines drawn. On a terminal that is too
/// narrow columns wrap between words; where even that does not fit, the last column stands below the others, or each row becomes a list.
/// </summary>
internal sealed class TextTable(params string[] header)
{
    private const int Gap = 2;

    // One cell of a megabyte must not make ten thousand rows as wide.
    private const int Widest = 250;

    private const int Indent = 4;

    private const int Deeper = 6;

    // A row of more lines than this, with words broken, is read more easily as a list.
    private const int MostLines = 2;

    // Far from the width it is approached in larger steps.
    private const int Steps = 8;

    // Enough rows to see how they wrap.
    private const int Sample = 20;

    private readonly List<string[]> _rows = [header];
    private readonly Dictionary<string[], IReadOnlyList<string>> _below = [];

    // Dates are not broken: where there is no room, the zone goes into the header.
    private const string Dates = "EXPIRES";

    private const string Zone = " UTC";

    // kubeadm's own word for it; the other one is narrower.
    private const string Residual = "RESIDUAL TIME";

    // Holds words together. Printable text has none.
    private const char Joint = '\u001f';

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable.Text)]);

    /// <summary>Adds lines below the row that was added last, which belong to no column.</summary>
    public void AddBelow(IEnumerable<string> lines) => _below[_rows[^1]] = [.. lines.Select(Printable.Text)];

    /// <summary>The table; cells are fit for a terminal, so that no name moves the cursor.</summary>
    public override string ToString() => ToString(TextLayout.Plain);

    /// <summary>The table as it fits somewhere.</summary>
    public string ToString(TextLayout layout)
    {
        var widths = Widths(row => Math.Min(Widest, row.Length));
        if (layout.Width is not { } width || Total(widths) <= width)
            return Rows(widths, layout, wraps: false);
        return Array.IndexOf(header, Dates) is >= 0 and var dates
            && _rows.Skip(1).All(row => row[dates].EndsWith(Zone, StringComparison.Ordinal))
            ? WithoutZone(dates).Narrow(layout, width).Replace(Joint, ' ') : Narrow(layout, width);
    }

    private TextTable WithoutZone(int dates)
    {
        string[] Changed(string[] row, string cell) => [.. row.Select((other, i) => i == dates ? cell.Replace(' ', Joint) : other)];
        var table = new TextTable([.. Changed(header, Dates + " (UTC)").Select(name => name == Residual ? "TIME LEFT" : name)]);
        table._rows.AddRange(_rows.Skip(1).Select(row => Changed(row, row[dates][..^Zone.Length])));
        return table;
    }

    private string Narrow(TextLayout layout, int width)
    {
        var widths = Widths(row => Math.Min(Widest, row.Length));
        if (Total(widths) <= width)
            return Rows(widths, layout, wraps: false);
        if (Narrowed(widths, Widths(WordWrap.LongestWord), width) is { } whole)
            return Rows(whole, layout, wraps: true);
        // Words that explain the rest stand below it.
        if (widths.Length > 1 && Total(widths[..^1]) <= width && widths[^1] > widths[..^1].Max())
            return Hanging(widths, layout, width);
        return Narrowed(widths, Widths(WordWrap.LongestPiece), width) is { } broken && Lines(Sampled, broken) <= MostLines * Sampled.Length
            ? Rows(broken, layout, wraps: true) : Lists(layout, width);
    }

    private string[][] Sampled => [.. _rows.Take(Sample)];

    // As narrow as it must be, in such a way that the least lines are added.
    private int[]? Narrowed(int[] widths, int[] least, int width)
    {
        if (Total(least) > width)
            return null;
        var (rows, narrowed) = (Sampled, widths.ToArray());
        while (Total(narrowed) > width)
        {
            var column = Enumerable.Range(0, narrowed.Length).Where(i => narrowed[i] > least[i])
                .MinBy(i => (Lines(rows, [.. narrowed.Select((each, j) => j == i ? each - 1 : each)]), -narrowed[i]));
            narrowed[column] -= Math.Min(narrowed[column] - least[column], Math.Max(1, (Total(narrowed) - width) / Steps));
        }
        return narrowed;
    }

    private static int Lines(string[][] rows, int[] widths) =>
        rows.Sum(row => row.Select((cell, i) => WordWrap.Lines(cell, widths[i]).Count).Max());

    // The last column below the others, as a paragraph.
    private string Hanging(int[] widths, TextLayout layout, int width)
    {
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            Line(text, row[..^1], widths, layout, isHeader: row == header);
            foreach (var line in WordWrap.Lines(row[^1], width - Indent))
                text.Append(' ', Indent).Append(line).Append('\n');
            Below(text, row, layout);
        }
        return text.ToString();
    }

    private void Below(StringBuilder text, string[] row, TextLayout layout)
    {
        foreach (var line in (_below.GetValueOrDefault(row) ?? [])
            .SelectMany(below => layout.Width is { } width ? WordWrap.Lines(below, width - Deeper) : [below]))
            text.Append(' ', Deeper).Append(line).Append('\n');
    }

    private int[] Widths(Func<string, int> measure) => [.. header.Select((_, i) => _rows.Max(row => measure(row[i])))];

    private static int Total(int[] widths) => widths.Sum() + (Gap * (widths.Length - 1));

    private string Rows(int[] widths, TextLayout layout, bool wraps)
    {
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, i) => wraps ? WordWrap.Lines(cell, widths[i]) : [cell]).ToArray();
            for (var line = 0; line < cells.Max(cell => cell.Count); line++)
                Line(text, [.. cells.Select(cell => line < cell.Count ? cell[line] : "")], widths, layout, isHeader: row == header);
            Below(text, row, layout);
        }
        return text.ToString();
    }

    private void Line(StringBuilder text, string[] cells, int[] widths, TextLayout layout, bool isHeader)
    {
        var last = Array.FindLastIndex(cells, cell => cell.Length > 0);
        for (var i = 0; i <= last; i++)
        {
            var cell = i == last ? cells[i] : cells[i].PadRight(widths[i]);
            text.Append(layout.IsColoured && !isHeader ? Painted(i, cell) : cell).Append(' ', i == last ? 0 : Gap);
        }
        text.Append('\n');
    }

    private string Lists(TextLayout layout, int width)
    {
        var indent = header.Max(name => name.Length) + Gap;
        var blanks = "\n" + new string(' ', indent);
        return string.Join('\n', _rows.Skip(1).Select(row => string.Concat(row.Select((cell, i) => cell.Length == 0 ? ""
            : header[i].PadRight(indent) + string.Join(blanks, WordWrap.Lines(cell, width - indent)
                .Select(line => layout.IsColoured ? Painted(i, line) : line)) + "\n")) + BelowList(row, layout)));
    }

    private string BelowList(string[] row, TextLayout layout)
    {
        var text = new StringBuilder();
        Below(text, row, layout);
        return text.ToString();
    }

    private string Painted(int column, string cell) => Palette.Covers(header[column]) ? Palette.Paint(cell) : cell;
}
