using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Endpoints as a table for people, and below it what is wrong with them.</summary>
public static class EndpointTable
{
    /// <summary>The table, then each finding with its fix.</summary>
    /// <param name="verdicts">The endpoints, in order.</param>
    public static ReportText Write(IReadOnlyList<KubeEndpointVerdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        var table = new TextTable("ENDPOINT", "COMPONENT", "PROTOCOL", "SUBJECT", "EXPIRES", "VERDICT", "ON DISK");
        foreach (var verdict in verdicts)
        {
            table.Add(verdict.Endpoint, verdict.Component ?? "", verdict.Protocol ?? "", verdict.Certificate?.Subject ?? "",
                verdict.NotAfter is { } end ? CertificateTable.Date(end) : "", verdict.State, verdict.OnDisk ?? "");
        }
        var findings = verdicts.SelectMany(verdict => verdict.Findings).OrderByDescending(finding => finding.SeverityLevel).ToList();
        return findings.Count == 0 ? ReportText.Of(table) : ReportText.Of(table) + "\n" + FindingTable.WriteDetails(findings);
    }
}
