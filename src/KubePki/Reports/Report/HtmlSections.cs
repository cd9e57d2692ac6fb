using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>The parts of the page that are there without its script.</summary>
internal static class HtmlSections
{
    // As much is essential; a browser with scripts shows the rest from the data.
    private const int MaxNodes = 1000, MaxFindings = 60, MaxCertificates = 150, MaxPlans = 3, MaxFleet = 200;

    /// <summary>A part by the name that the frame of the page gives it.</summary>
    public static string Of(string name, PkiReport report) => name switch
    {
        "title" => HtmlText.Of($"PKI report: {report.Headline}"),
        "head" => Head(report),
        "unread" => Unread(report),
        "nodes" => Nodes(report),
        "fleet" => Fleet(report),
        "findings" => Findings(report),
        "plan" => Plan(report),
        "inventory" => Inventory(report),
        // Neither is known of a cluster.
        "hidden" => report.Nodes.All(node => node.IsCluster) ? " hidden" : "",
        "origin" => report.Nodes.Any(node => node.IsCluster) ? "" : " from files",
        "single" => report.Nodes.Count == 1 ? "single" : "",
        "version" => HtmlText.Of(report.Version),
        _ => throw new ArgumentException($"The page has no part named {name}.", nameof(name)),
    };

    private static string Head(PkiReport report)
    {
        var html = new HtmlText();
        // "The API server is down: 10 certificates expired": what, and why.
        var cut = report.Nodes.Count == 1 && report.Unread.Count == 0 ? report.Headline.IndexOf(": ", StringComparison.Ordinal) : -1;
        html.Add($"<p class=\"kicker\">Kubernetes PKI report · as of ").Time(report.AsOf).Add($" UTC</p>\n");
        html.Add($"<h1>{(cut < 0 ? report.Headline : report.Headline[..cut])}</h1>\n");
        if (cut >= 0)
            html.Add($"<p class=\"lead\">{report.Headline[(cut + 2)..]}</p>\n");
        if (report.Nodes is [var only])
        {
            var distribution = only.Distribution is null ? "" : $", {only.Distribution}";
            html.Add($"<p class=\"origin\">{only.Name}{distribution} · <code>{only.Root}</code></p>\n");
            if (only.Fix is not null)
                html.Add($"<p class=\"fix\"><span>Preview the repair</span> <code>{only.Fix}</code></p>\n");
        }
        html.Add($"<dl class=\"tiles\">\n");
        foreach (var severity in Enum.GetValues<FindingSeverity>().AsEnumerable().Reverse())
            Tile(html, severity.ToString(), report.Count(severity), severity.ToString().ToLowerInvariant());
        Tile(html, "Certificates", report.CertificateCount, "plain");
        Tile(html, "Expired", report.Count(CertificateStatus.Expired), "critical");
        Tile(html, "Expiring", report.Count(CertificateStatus.Expiring), "warning");
        html.Add($"</dl>\n");
        if (report.NextEnd is { } next)
        {
            var place = report.Nodes.Count > 1 ? $" on {next.Node.Name}" : "";
            html.Add($"<p class=\"next\">Next to end: <strong>{next.Certificate.Name}</strong>{place}, ")
                .Time(next.Certificate.NotAfter)
                .Add($" UTC (in {Left(next.Certificate.NotAfter - next.Node.AsOf)}). {next.Certificate.Consequence}</p>\n");
        }
        return html.ToString();
    }

    private static string Left(TimeSpan span) =>
        span.TotalDays < 730 ? Times.Span(span) : string.Create(CultureInfo.InvariantCulture, $"{(int)(span.TotalDays / 365)} years");

    private static void Tile(HtmlText html, string label, int count, string tone)
    {
        var shown = count.ToString("N0", CultureInfo.InvariantCulture);
        html.Add($"<div class=\"tile {(count == 0 ? "none" : tone)}\"><dt>{label}</dt><dd>{shown}</dd></div>\n");
    }

    private static string Unread(PkiReport report)
    {
        if (report.Unread.Count == 0)
            return "";
        var html = new HtmlText();
        html.Add($"<section id=\"unread\" aria-labelledby=\"unread-title\"><h2 id=\"unread-title\">Could not be read</h2>\n");
        html.Add($"<p class=\"note\">Nothing on this page speaks of these.</p>\n<ul class=\"unread\">\n");
        foreach (var root in report.Unread.Take(MaxNodes))
            html.Add($"<li><code>{root.Root}</code><br>{string.Join("; ", root.Reasons)}</li>\n");
        html.Add($"</ul>\n");
        if (report.Unread.Count > MaxNodes)
            html.Add($"<p class=\"more\">{report.Unread.Count - MaxNodes} more: the report as Markdown or JSON has them.</p>\n");
        return html.Add($"</section>\n").ToString();
    }

    private static string Nodes(PkiReport report)
    {
        if (report.Nodes.Count < 2)
            return "";
        var html = new HtmlText();
        var title = report.Nodes.All(node => !node.IsCluster) ? "Nodes" : report.Nodes.All(node => node.IsCluster) ? "Clusters"
            : "Nodes and clusters";
        html.Add($"<section id=\"nodes\" aria-labelledby=\"nodes-title\"><h2 id=\"nodes-title\">{title}</h2>");
        html.Add($"<div class=\"scroll\" role=\"region\" aria-label=\"Nodes\" tabindex=\"0\">");
        html.Add($"<table><caption>The worst first. Times are UTC.</caption><thead><tr>");
        foreach (var head in new[] { "Node", "Summary", "Critical", "Errors", "Warnings", "Next to end" })
            html.Add($"<th scope=\"col\">{head}</th>");
        html.Add($"</tr></thead><tbody id=\"node-rows\">\n");
        foreach (var node in report.Nodes.Take(MaxNodes))
        {
            html.Add($"<tr><th scope=\"row\">{node.Name}</th><td>{node.Headline}</td>");
            foreach (var severity in new[] { FindingSeverity.Critical, FindingSeverity.Error, FindingSeverity.Warning })
            {
                var count = node.Findings.Count(finding => finding.Severity == severity);
                html.Add($"<td class=\"num\" data-label=\"{severity}\">{count}</td>");
            }
            html.Add($"<td data-label=\"Next to end\">");
            if (node.NextEnd is { } next)
                html.Time(next.NotAfter).Add($" {next.Name}");
            html.Add($"</td></tr>\n");
        }
        return html.Add($"</tbody></table></div><p class=\"more\" id=\"node-more\"></p></section>\n").ToString();
    }

    private static string Findings(PkiReport report)
    {
        var html = new HtmlText();
        var all = report.Faults;
        if (all.Count == 0)
            html.Add($"<p>No problems found.</p>\n");
        foreach (var fault in all.Take(MaxFindings))
            Finding(html, fault, report.Nodes.Count > 1, isOpen: fault == all[0]);
        More(html, all.Count - MaxFindings, "findings");
        return html.ToString();
    }

    private static string Fleet(PkiReport report)
    {
        if (report.Fleet.Count == 0)
            return "";
        var html = new HtmlText();
        html.Add($"<section id=\"fleet\" aria-labelledby=\"fleet-title\"><h2 id=\"fleet-title\">Between the nodes</h2>\n");
        html.Add($"<p class=\"note\">What only several nodes together show.</p>\n");
        foreach (var finding in report.Fleet.Take(MaxFleet))
        {
            var place = finding.NodeCount == 1 ? finding.Nodes[0] : $"{finding.NodeCount} nodes";
            FindingHead(html, finding.SeverityLevel, finding.Target, finding.Check, place, finding.Message, finding == report.Fleet[0]);
            html.Add($"<dt>Nodes</dt><dd>{PkiReport.NodesOf(finding)}</dd>");
            Proof(html, finding.Why, finding.Proof, finding.Remedy);
            html.Add($"</dl></details>\n");
        }
        if (report.Fleet.Count > MaxFleet)
            html.Add($"<p class=\"more\">{report.Fleet.Count - MaxFleet} more: the report as Markdown or JSON has them.</p>\n");
        return html.Add($"</section>\n").ToString();
    }

    private static void FindingHead(
        HtmlText html, FindingSeverity severity, string target, string check, string? node, string message, bool isOpen)
    {
        var tone = severity.ToString().ToLowerInvariant();
        html.Add($"<details class=\"finding {tone}\"").Add(isOpen ? (FormattableString)$" open" : $"");
        html.Add($"><summary><span class=\"badge {tone}\">{severity}</span> <strong>{target}</strong> ");
        html.Add($"<span class=\"check\">{check}</span>");
        if (node is not null)
            html.Add($" <span class=\"node\">{node}</span>");
        html.Add($"<span class=\"message\">{message}</span></summary><dl>");
    }

    private static void Proof(HtmlText html, string why, TextList proof, string remedy)
    {
        html.Add($"<dt>Consequence</dt><dd>{why}</dd><dt>Evidence</dt><dd><ul class=\"proof\">");
        foreach (var fact in proof)
            html.Element("li", fact);
        html.Add($"</ul></dd><dt>Remedy</dt><dd class=\"remedy\">{remedy}</dd>");
    }

    private static void Finding(HtmlText html, ReportFault fault, bool isOneOfMany, bool isOpen)
    {
        var (finding, nodes) = fault;
        var place = nodes.Count == 1 ? nodes[0].Name : $"{nodes.Count} nodes";
        FindingHead(html, finding.Severity, finding.Target, finding.Check, isOneOfMany ? place : null, finding.Message, isOpen);
        if (nodes.Count > 1)
            html.Add($"<dt>Nodes</dt><dd>{PkiReport.NodesOf([.. nodes.Select(node => node.Name)])}</dd>");
        html.Element("dt", finding.NodePath is null ? null : "File").Element("dd", finding.NodePath);
        Proof(html, finding.Why, finding.Proof, finding.Remedy);
        if (finding.Reference?.StartsWith("https://", StringComparison.Ordinal) == true)
            html.Add($"<dt>Reference</dt><dd><a href=\"{finding.Reference}\" rel=\"noreferrer\">{finding.Reference}</a></dd>");
        html.Add($"</dl></details>\n");
    }

    private static string Plan(PkiReport report)
    {
        var html = new HtmlText();
        foreach (var node in report.Nodes.Take(MaxPlans))
        {
            if (report.Nodes.Count > 1)
                html.Element("h3", node.Name);
            if (node.Steps.Count == 0)
                html.Element("p", node.NothingToDo);
            else
                Steps(html, node);
            if (node.LeftAlone.Count > 0)
                html.Add($"<details><summary>Left as it is</summary><ul class=\"left\">");
            foreach (var note in node.LeftAlone)
                html.Element("li", $"{note.Target}: {note.Reason}");
            if (node.LeftAlone.Count > 0)
                html.Add($"</ul></details>\n");
        }
        More(html, report.Nodes.Count - MaxPlans, "plans");
        return html.ToString();
    }

    private static void Steps(HtmlText html, ReportNode node)
    {
        html.Add($"<ol class=\"steps\">\n");
        foreach (var step in node.Steps)
        {
            html.Add($"<li><strong>{step.Title}</strong><p>{step.Reason}</p><ul class=\"changes\">");
            foreach (var change in step.Changes)
                html.Element("li", $"{change.Action} {change.NodePath}");
            html.Add($"</ul>");
            foreach (var idle in step.WouldNotHelp)
                html.Add($"<p class=\"idle\">{idle}</p>");
            html.Add($"</li>\n");
        }
        html.Add($"</ol>\n");
        if (!node.Restarts.Any())
            return;
        html.Add($"<h3>Afterwards, in this order</h3><ol class=\"restarts\">\n");
        foreach (var restart in node.Restarts)
            html.Element("li", restart);
        html.Add($"</ol>\n");
    }

    private static string Inventory(PkiReport report)
    {
        var html = new HtmlText();
        var all = report.Nodes.SelectMany(node => node.Certificates.Select(certificate => (node, certificate))).ToList();
        foreach (var (node, certificate) in all.Take(MaxCertificates))
        {
            html.Add($"<tr><th scope=\"row\" class=\"cell-name\">{certificate.Name}</th>");
            html.Add($"<td class=\"of-node\" data-label=\"Node\">{node.Name}</td>");
            html.Add($"<td class=\"subject\" data-label=\"Subject\">{certificate.Subject}</td>");
            html.Add($"<td data-label=\"Signed by\">{certificate.Authority ?? "unknown"}</td>");
            html.Add($"<td class=\"key\" data-label=\"Key\">{certificate.Key}</td>");
            html.Add($"<td class=\"date\" data-label=\"Ends\">").Time(certificate.NotAfter).Add($"</td><td class=\"cell-status\">");
            html.Add($"<span class=\"status {certificate.Status.ToLowerInvariant()}\">{certificate.Status}</span></td>");
            html.Add($"<td class=\"paths\" data-label=\"Files\">{string.Join(", ", certificate.NodePaths)}</td></tr>\n");
        }
        if (all.Count > MaxCertificates)
            html.Add($"<tr><td colspan=\"8\">{all.Count - MaxCertificates} more certificates: the page lists them when scripts may run.")
                .Add($"</td></tr>\n");
        return html.ToString();
    }

    private static void More(HtmlText html, int count, string what)
    {
        if (count > 0)
            html.Add($"<p class=\"more\">{count} more {what}: the page shows them when scripts may run.</p>\n");
    }
}
