namespace KubePki.Reports.Report;

/// <summary>Writes a report to a file or a stream.</summary>
public static class ReportFile
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

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

    /// <summary>
    /// Writes a report to a file, all of it or none: it gets its name when it is complete. What lies at that name stays unless it is to be
    /// replaced, and no link is followed.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="format">Its form.</param>
    /// <param name="path">The file.</param>
    /// <param name="replaces">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">It cannot be written, or there is a file of that name.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(PkiReport report, ReportFormat format, string path, bool replaces)
    {
        var full = Path.GetFullPath(path);
        if (!replaces && Path.Exists(full))
            throw new IOException($"{path} exists.");
        var unfinished = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(unfinished, Options()))
                Write(report, format, stream);
            File.Move(unfinished, full, replaces);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = ForAll;
        return options;
    }
}
