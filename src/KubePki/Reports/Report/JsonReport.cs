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
        json.WriteObject(() =>
        {
            json.Property("headline", report.Headline);
            json.Property("asOf", report.AsOf);
            json.Property("version", report.Version);
            json.WriteList("unread", report.Unread, root => json.WriteObject(() =>
            {
                json.Property("root", root.Root);
                json.Property("reasons", root.Reasons);
            }));
            if (report.Nodes.Count > 1)
                json.WriteList("fleet", report.Fleet, json.Write);
            json.WriteList("nodes", report.Nodes, node => Write(json, node));
        });
    }

    private static void Write(JsonObjects json, ReportNode node)
    {
        json.WriteObject(() =>
        {
            json.Property("name", node.Name);
            json.Property("root", node.Root);
            json.Property("isCluster", node.IsCluster);
            json.Property("distribution", node.Distribution);
            json.Property("asOf", node.AsOf);
            json.Property("headline", node.Headline);
            json.Property("fix", node.Fix);
            json.WriteList("findings", node.Findings, finding => Write(json, finding));
            json.WriteList("certificates", node.Certificates, certificate => Write(json, certificate));
            json.WriteObject("topology", () => json.WriteGraph(node.Topology));
            json.WriteObject("plan", () =>
            {
                json.WriteList("steps", node.Steps, json.WriteStep);
                json.Property("restart", TextList.From(node.Restarts));
                json.Property("leftAlone", TextList.From(node.LeftAlone.Select(note => $"{note.Target}: {note.Reason}")));
            });
            json.Property("problems", TextList.From(node.Problems));
        });
        json.Drain();
    }

    private static void Write(JsonObjects json, ReportFinding finding) => json.WriteObject(() =>
    {
        json.Property("check", finding.Check);
        json.Property("severity", finding.Severity.ToString());
        json.Property("target", finding.Target);
        json.Property("nodePath", finding.NodePath);
        json.Property("message", finding.Message);
        json.Property("proof", finding.Proof);
        json.Property("why", finding.Why);
        json.Property("remedy", finding.Remedy);
        json.Property("reference", finding.Reference);
        json.Property("canRepair", finding.CanRepair);
    });

    private static void Write(JsonObjects json, ReportCertificate certificate) => json.WriteObject(() =>
    {
        json.Property("name", certificate.Name);
        json.Property("role", certificate.Role);
        json.Property("subject", certificate.Subject);
        json.Property("issuer", certificate.Issuer);
        json.Property("authority", certificate.Authority);
        json.Property("isAuthority", certificate.IsAuthority);
        json.Property("key", certificate.Key);
        json.Property("serialNumber", certificate.SerialNumber);
        json.Property("fingerprint", certificate.Fingerprint);
        json.Property("notBefore", certificate.NotBefore);
        json.Property("notAfter", certificate.NotAfter);
        json.Property("status", certificate.Status);
        json.Property("names", certificate.Names);
        json.Property("nodePaths", certificate.NodePaths);
        json.Property("consequence", certificate.Consequence);
    });
}
