using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Findings about many nodes as JSON.</summary>
public sealed partial class JsonObjects
{
    /// <summary>Writes a finding about several nodes.</summary>
    /// <param name="finding">The finding.</param>
    public void Write(KubePkiFleetFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _writer.WriteStartObject();
        Property("check", finding.Check);
        Property("severity", finding.Severity);
        Property("target", finding.Target);
        Property("message", finding.Message);
        Property("nodes", finding.Nodes);
        Property("roots", finding.Roots);
        Property("proof", finding.Proof);
        Property("why", finding.Why);
        Property("remedy", finding.Remedy);
        Property("firstAt", finding.FirstAt);
        Property("asOf", finding.AsOf);
        _writer.WriteEndObject();
    }
}
