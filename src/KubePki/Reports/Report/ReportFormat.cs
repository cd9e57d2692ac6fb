namespace KubePki.Reports.Report;

/// <summary>The forms of a report.</summary>
public enum ReportFormat
{
    /// <summary>One self-contained page for a browser.</summary>
    Html,

    /// <summary>Markdown, with the graph in Mermaid's language.</summary>
    Markdown,

    /// <summary>JSON, for programs.</summary>
    Json,
}
