namespace KubePki.Reports;

/// <summary>What the reader of a text sees it on.</summary>
/// <param name="Width">The columns of a terminal; null for a file or a pipe, whose lines have no end.</param>
/// <param name="IsColoured">Whether words such as <c>Critical</c> and <c>Valid</c> have colours (ANSI escape sequences).</param>
public sealed record TextLayout(int? Width = null, bool IsColoured = false)
{
    /// <summary>For files and pipes.</summary>
    public static TextLayout Plain { get; } = new();
}
