using System.Globalization;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>Writes a report as Markdown, for tickets, wikis and pull requests; the graph is Mermaid's, which they draw.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report to a stream, which stays open.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">The stream.</param>
    public static void Write(PkiReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"# {Text(report.Headline)}\n");
        writer.WriteLine($"Kubernetes PKI report as of {Times.Rfc3339(report.AsOf)}, by kubepki {report.Version}.");
        if (report.Unread.Count > 0)
            writer.WriteLine("\n## Could not be read\n");
        foreach (var root in report.Unread)
            writer.WriteLine($"- {Code(root.Root)}: {Text(string.Join("; ", root.Reasons))}");
        if (report.Nodes.Count > 1)
            WriteNodes(writer, report);
        if (report.Fleet.Count > 0)
            writer.WriteLine("\n## Between the nodes\n\nWhat only several nodes together show.");
        foreach (var finding in report.Fleet)
            WriteFinding(writer, finding);
        foreach (var node in report.Nodes)
            WriteNode(writer, node, report.Nodes.Count > 1);
    }

    private static void WriteNodes(StreamWriter writer, PkiReport report)
    {
        writer.WriteLine("\n| node | summary | critical | errors | warnings | next to end |");
        writer.WriteLine("| --- | --- | --: | --: | --: | --- |");
        foreach (var node in report.Nodes)
        {
            var counts = new[] { FindingSeverity.Critical, FindingSeverity.Error, FindingSeverity.Warning }
                .Select(severity => node.Findings.Count(finding => finding.Severity == severity).ToString(CultureInfo.InvariantCulture));
            var next = node.NextEnd is { } end ? $"{Times.Rfc3339(end.NotAfter)} {Text(end.Name)}" : "";
            writer.WriteLine($"| {Text(node.Name)} | {Text(node.Headline)} | {string.Join(" | ", counts)} | {next} |");
        }
    }

    private static void WriteNode(StreamWriter writer, ReportNode node, bool isOneOfMany)
    {
        writer.WriteLine(isOneOfMany ? $"\n## {Text(node.Name)}: {Text(node.Headline)}" : $"\n## {Text(node.Name)}");
        var place = node.IsCluster ? "API server" : "Root";
        writer.WriteLine($"\n{place}: {Code(node.Root)}{(node.Distribution is null ? "" : $" ({Text(node.Distribution)})")}");
        if (node.Fix is not null)
            writer.WriteLine($"\nTo preview the repair: {Code(node.Fix)}");
        writer.WriteLine("\n### Findings");
        if (node.Findings.Count == 0)
            writer.WriteLine("\nNo problems found.");
        foreach (var finding in node.Findings)
            WriteFinding(writer, finding);
        if (!node.IsCluster)
            WritePlan(writer, node);
        WriteCertificates(writer, node);
        if (!node.IsCluster)
        {
            writer.WriteLine("\n### Trust\n");
            Fence(writer, TopologyText.Mermaid(node.Topology), "mermaid");
        }
        if (node.Problems.Count > 0)
            writer.WriteLine("\n### Not read\n");
        foreach (var problem in node.Problems)
            writer.WriteLine($"- {Text(problem)}");
    }

    private static void WriteFinding(StreamWriter writer, KubePkiFleetFinding finding)
    {
        WriteHead(writer, finding.SeverityLevel, finding.Check, finding.Target, finding.Message);
        writer.WriteLine($"- Nodes: {Text(PkiReport.NodesOf(finding))}");
        WriteProof(writer, finding.Why, finding.Proof, finding.Remedy);
    }

    private static void WriteHead(StreamWriter writer, FindingSeverity severity, string check, string target, string message) =>
        writer.WriteLine($"\n#### {severity} {Text(check)}: {Text(target)}\n\n{Text(message)}\n");

    private static void WriteProof(StreamWriter writer, string why, TextList proof, string remedy)
    {
        writer.WriteLine($"- Consequence: {Text(why)}");
        writer.WriteLine("- Evidence:");
        foreach (var fact in proof)
            writer.WriteLine($"  - {Text(fact)}");
        writer.WriteLine($"- Remedy: {Text(remedy)}");
    }

    private static void WriteFinding(StreamWriter writer, ReportFinding finding)
    {
        WriteHead(writer, finding.Severity, finding.Check, finding.Target, finding.Message);
        if (finding.NodePath is not null)
            writer.WriteLine($"- File: {Code(finding.NodePath)}");
        WriteProof(writer, finding.Why, finding.Proof, finding.Remedy);
        if (finding.Reference is not null)
            writer.WriteLine($"- Reference: <{finding.Reference}>");
    }

    private static void WritePlan(StreamWriter writer, ReportNode node)
    {
        writer.WriteLine("\n### Repair and restart plan\n");
        if (node.Steps.Count == 0)
            writer.WriteLine(node.NothingToDo);
        for (var i = 0; i < node.Steps.Count; i++)
        {
            var step = node.Steps[i];
            writer.WriteLine($"{(i + 1).ToString(CultureInfo.InvariantCulture)}. {Text(step.Title)}: {Text(step.Reason)}");
            foreach (var change in step.Changes)
                writer.WriteLine($"   - {change.Action} {Code(change.NodePath)}");
        }
        if (node.Restarts.Any())
            writer.WriteLine("\nAfterwards, in this order:\n");
        foreach (var (restart, place) in node.Restarts.Select((restart, place) => (restart, place)))
            writer.WriteLine($"{(place + 1).ToString(CultureInfo.InvariantCulture)}. {Text(restart)}");
        if (node.LeftAlone.Count > 0)
            writer.WriteLine("\nLeft as it is:\n");
        foreach (var note in node.LeftAlone)
            writer.WriteLine($"- {Text(note.Target)}: {Text(note.Reason)}");
    }

    private static void WriteCertificates(StreamWriter writer, ReportNode node)
    {
        writer.WriteLine("\n### Certificates\n\n| certificate | not before | not after | status | signed by | when it ends | files |");
        writer.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var certificate in node.Certificates)
        {
            writer.WriteLine($"| {Text(certificate.Name)} | {Times.Rfc3339(certificate.NotBefore)} | {Times.Rfc3339(certificate.NotAfter)} "
                + $"| {certificate.Status} | {Text(certificate.Authority ?? "unknown")} | {Text(certificate.Consequence)} "
                + $"| {Text(certificate.NodePaths.ToString())} |");
        }
    }

    // A fence that is longer than any run of backticks within.
    private static void Fence(StreamWriter writer, string text, string language)
    {
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        writer.WriteLine($"{fence}{language}\n{text}{fence}");
    }

    private static string Code(string text)
    {
        var shown = Printable.Text(text);
        var fence = new string('`', LongestRun(shown) + 1);
        var room = shown.Contains('`', StringComparison.Ordinal) ? " " : "";
        return $"{fence}{room}{shown}{room}{fence}";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    // Every mark that means something to Markdown is written so that it means itself, and no HTML gets in.
    private static string Text(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in Printable.Text(text))
        {
            if (c is '<')
                safe.Append("&lt;");
            else if (c is '&')
                safe.Append("&amp;");
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' or '@')
                safe.Append('\\').Append(c);
            else
                safe.Append(c);
        }
        return safe.ToString();
    }
}
