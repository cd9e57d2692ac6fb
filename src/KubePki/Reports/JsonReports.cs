using KubePki.Model;
using KubePki.Reports.Report;

namespace KubePki.Reports;

/// <summary>Reports as JSON.</summary>
public sealed partial class JsonObjects
{
    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    public void Write(PkiReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _writer.WriteStartObject();
        Property("headline", report.Headline);
        Property("asOf", report.AsOf);
        Property("version", report.Version);
        WriteList("nodes", report.Nodes, WriteNode);
        _writer.WriteEndObject();
    }

    private void WriteNode(ReportNode node)
    {
        _writer.WriteStartObject();
        Property("name", node.Name);
        Property("root", node.Root);
        Property("distribution", node.Distribution);
        Property("asOf", node.AsOf);
        Property("headline", node.Headline);
        Property("fix", node.Fix);
        WriteList("findings", node.Findings, WriteFinding);
        WriteList("certificates", node.Certificates, WriteCertificate);
        _writer.WriteStartObject("topology");
        WriteGraph(node.Topology);
        _writer.WriteEndObject();
        _writer.WriteStartObject("plan");
        WriteList("steps", node.Steps, WriteStep);
        WriteList("restart", node.Restarts, _writer.WriteStringValue);
        WriteList("leftAlone", node.LeftAlone, note => _writer.WriteStringValue($"{note.Target}: {note.Reason}"));
        _writer.WriteEndObject();
        WriteList("problems", node.Problems, _writer.WriteStringValue);
        _writer.WriteEndObject();
        Drain();
    }

    private void WriteFinding(ReportFinding finding)
    {
        _writer.WriteStartObject();
        Property("check", finding.Check);
        Property("severity", finding.Severity.ToString());
        Property("target", finding.Target);
        Property("nodePath", finding.NodePath);
        Property("message", finding.Message);
        Property("proof", finding.Proof);
        Property("why", finding.Why);
        Property("remedy", finding.Remedy);
        Property("reference", finding.Reference);
        Property("canRepair", finding.CanRepair);
        _writer.WriteEndObject();
    }

    private void WriteCertificate(ReportCertificate certificate)
    {
        _writer.WriteStartObject();
        Property("name", certificate.Name);
        Property("role", certificate.Role);
        Property("subject", certificate.Subject);
        Property("issuer", certificate.Issuer);
        Property("authority", certificate.Authority);
        Property("isAuthority", certificate.IsAuthority);
        Property("key", certificate.Key);
        Property("serialNumber", certificate.SerialNumber);
        Property("fingerprint", certificate.Fingerprint);
        Property("notBefore", certificate.NotBefore);
        Property("notAfter", certificate.NotAfter);
        Property("status", certificate.Status);
        Property("names", certificate.Names);
        Property("nodePaths", certificate.NodePaths);
        Property("consequence", certificate.Consequence);
        _writer.WriteEndObject();
    }
}
