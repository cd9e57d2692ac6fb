using System.Text;
using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>
/// Writes a report as one page that needs nothing else: what matters stands in it as HTML, and its script adds what takes one, the timeline
/// and the graph, sorting and search. It loads nothing, and its content security policy forbids to.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">The stream.</param>
    public static void Write(PkiReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        var policy = $"default-src 'none'; script-src {PageResource.HashOf(PageResource.Script)}; "
            + $"style-src {PageResource.HashOf(PageResource.Style)}; base-uri 'none'; form-action 'none'";
        var parts = PageResource.Frame.Split("{{", StringSplitOptions.None);
        writer.Write(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            var end = part.IndexOf("}}", StringComparison.Ordinal);
            switch (part[..end])
            {
                case "policy":
                    writer.Write(policy);
                    break;
                case "style":
                    writer.Write(PageResource.Style);
                    break;
                case "script":
                    writer.Write(PageResource.Script);
                    break;
                case "data":
                    writer.Flush();
                    PageData.Write(report, output);
                    break;
                case var name:
                    writer.Write(HtmlSections.Of(name, report));
                    break;
            }
            writer.Write(part[(end + 2)..]);
        }
    }
}
