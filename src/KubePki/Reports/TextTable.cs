using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Lines up columns as kubeadm and kubectl do: as wide as the widest cell, two spaces between, no lines drawn.</summary>
internal sealed class TextTable(params string[] header)
{
    private const int Gap = 2;

    // One cell of a megabyte must not make ten thousand rows as wide.
    private const int Widest = 250;

    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable.Text)]);

    /// <summary>The table; cells are fit for a terminal, so that no name moves the cursor.</summary>
    public override string ToString()
    {
        var widths = new int[header.Length];
        foreach (var row in _rows)
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Min(Widest, Math.Max(widths[i], row[i].Length));
        }
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var i = 0; i < row.Length; i++)
                line.Append(row[i].PadRight(widths[i])).Append(' ', Gap);
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
