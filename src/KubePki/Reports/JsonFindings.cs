using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>Writes a finding; its certificate, if it has one, with all properties.</summary>
    /// <param name="finding">The finding.</param>
    public void Write(KubePkiFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        WriteFinding(finding);
        Drain();
    }

    private void WriteFinding(KubePkiFinding finding)
    {
        _writer.WriteStartObject();
        Property("check", finding.Check);
        Property("severity", finding.Severity);
        Property("target", finding.Target);
        Property("path", finding.Path);
        Property("nodePath", finding.NodePath);
        Property("message", finding.Message);
        Property("proof", finding.Proof);
        Property("why", finding.Why);
        Property("remedy", finding.Remedy);
        Property("reference", finding.Reference);
        Property("canRepair", finding.CanRepair);
        _writer.WritePropertyName("certificate");
        WriteOrNull(finding.Certificate);
        Property("asOf", finding.AsOf);
        _writer.WriteEndObject();
    }

    /// <summary>Writes a check.</summary>
    /// <param name="check">The check.</param>
    public void Write(KubePkiCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        _writer.WriteStartObject();
        Property("name", check.Name);
        Property("category", check.Category);
        Property("severity", check.Severity);
        Property("summary", check.Summary);
        Property("reference", check.Reference);
        _writer.WriteEndObject();
    }
}
