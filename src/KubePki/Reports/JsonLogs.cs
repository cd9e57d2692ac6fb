using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>Writes what logs say, with the certificate that proves it.</summary>
    /// <param name="finding">The finding.</param>
    public void Write(KubePkiLogFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _writer.WriteStartObject();
        Property("check", finding.Check);
        Property("severity", finding.Severity);
        Property("standing", finding.Standing.ToString());
        Property("isPki", finding.IsPki);
        Property("target", finding.Target);
        Property("component", finding.Component);
        Property("count", finding.Count);
        Property("firstSeen", finding.FirstSeen?.ToString());
        Property("lastSeen", finding.LastSeen?.ToString());
        Property("message", finding.Message);
        Property("why", finding.Why);
        Property("remedy", finding.Remedy);
        Property("canRepair", finding.CanRepair);
        Property("isProved", finding.IsProved);
        Property("proof", finding.Proof);
        Property("path", finding.Path);
        Property("nodePath", finding.NodePath);
        _writer.WritePropertyName("certificate");
        WriteOrNull(finding.Certificate);
        Property("values", finding.Values);
        Property("source", finding.Source);
        Property("line", finding.Line);
        Property("reference", finding.Reference);
        Property("asOf", finding.AsOf);
        _writer.WriteEndObject();
        Drain();
    }
}
