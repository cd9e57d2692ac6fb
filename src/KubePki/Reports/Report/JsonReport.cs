using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>Writes a report as JSON: all that it shows, under the names that the other outputs use.</summary>
public static class JsonReport
{
    /// <summary>Writes the report to a stream, which stays open.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">The stream.</param>
    public static void Write(PkiReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new JsonObjects(output, single: true);
        json.Write(report);
    }
}
