using System.Text;

namespace KubePki.Reports;

/// <summary>A report for people: lines and tables, which are laid out when it is known where they go.</summary>
/// <remarks>Only tables follow the width of a terminal. A line may be a command, and a command that is broken is another command.</remarks>
public sealed class ReportText
{
    private readonly List<object> _parts = [];

    private ReportText(params object[] parts) => _parts.AddRange(parts);

    /// <summary>The report as a file or a pipe takes it.</summary>
    public override string ToString() => ToString(TextLayout.Plain);

    /// <summary>The report as a terminal takes it.</summary>
    /// <param name="layout">What it is shown on.</param>
    public string ToString(TextLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part switch
            {
                TextTable table => table.ToString(layout),
                Word word => layout.IsColoured ? Palette.Paint(word.Text) : word.Text,
                _ => part.ToString(),
            });
        }
        return text.ToString();
    }

    /// <summary>The report as a file or a pipe takes it.</summary>
    /// <param name="report">The report.</param>
    public static implicit operator string(ReportText report) => report?.ToString() ?? "";

    /// <summary>Lines as a report.</summary>
    /// <param name="lines">The lines.</param>
    public static implicit operator ReportText(string lines) => new(lines);

    /// <summary>One report below another.</summary>
    /// <param name="first">What comes first.</param>
    /// <param name="second">What comes second.</param>
    public static ReportText operator +(ReportText first, ReportText second) =>
        new([.. first?._parts ?? [], .. second?._parts ?? []]);

    /// <summary>A word that has a colour.</summary>
    internal static ReportText Of(string word) => new(new Word(word));

    /// <summary>A table.</summary>
    internal static ReportText Of(TextTable table) => new(table);

    /// <summary>Several reports, with a text between them.</summary>
    /// <param name="separator">The text.</param>
    /// <param name="reports">The reports.</param>
    public static ReportText Join(string separator, IEnumerable<ReportText> reports)
    {
        var joined = new ReportText();
        ArgumentNullException.ThrowIfNull(reports);
        foreach (var report in reports)
        {
            if (joined._parts.Count > 0)
                joined._parts.Add(separator);
            joined._parts.AddRange(report._parts);
        }
        return joined;
    }

    private sealed record Word(string Text);
}
