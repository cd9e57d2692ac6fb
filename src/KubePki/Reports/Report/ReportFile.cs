namespace KubePki.Reports.Report;

/// <summary>A report as a file has it.</summary>
public static class ReportFile
{
    /// <summary>The form that the extension of a file asks for; null when it tells none.</summary>
    /// <param name="path">The file.</param>
    public static ReportFormat? FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".html" or ".htm" => ReportFormat.Html,
        ".md" or ".markdown" => ReportFormat.Markdown,
        ".json" => ReportFormat.Json,
        _ => null,
    };

    /// <summary>Writes a report to a stream, which stays open.</summary>
    /// <param name="report">The report.</param>
    /// <param name="format">Its form.</param>
    /// <param name="output">The stream.</param>
    public static void Write(PkiReport report, ReportFormat format, Stream output)
    {
        switch (format)
        {
            case ReportFormat.Html:
                HtmlReport.Write(report, output);
                break;
            case ReportFormat.Markdown:
                MarkdownReport.Write(report, output);
                break;
            default:
                JsonReport.Write(report, output);
                break;
        }
    }
}
