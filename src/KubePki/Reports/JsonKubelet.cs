using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>Writes a verdict on kubelet's credential, with all candidates and the clock's traces; spans in seconds.</summary>
    /// <param name="verdict">The verdict.</param>
    public void Write(KubeletClientVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        _writer.WriteStartObject();
        Property("usable", verdict.Usable);
        Property("reason", verdict.Reason);
        Property("goError", verdict.GoError);
        Property("healsAt", verdict.HealsAt);
        Property("restartHelps", verdict.RestartHelps);
        Property("remedy", verdict.Remedy);
        Property("nodeName", verdict.NodeName);
        Property("nodeNameSource", verdict.NodeNameSource);
        Property("nameMatches", verdict.NameMatches);
        Property("kubeconfig", verdict.Kubeconfig);
        Property("credentialKind", verdict.CredentialKind);
        Property("credentialPath", verdict.CredentialPath);
        Property("linkTarget", verdict.LinkTarget);
        _writer.WritePropertyName("certificate");
        WriteOrNull(verdict.Certificate);
        _writer.WritePropertyName("bestAlternative");
        WritePem(verdict.BestAlternative);
        WriteList("candidates", verdict.Candidates, WritePem);
        Property("atStart", verdict.AtStart);
        Property("whileRunning", verdict.WhileRunning);
        Property("rotationFrom", verdict.RotationFrom);
        Property("rotationUntil", verdict.RotationUntil);
        _writer.WritePropertyName("clock");
        WriteClock(verdict.Clock);
        Property("root", verdict.Root);
        Property("asOf", verdict.AsOf);
        _writer.WriteEndObject();
    }

    private void WritePem(KubeletPem? pem)
    {
        if (pem is null)
        {
            _writer.WriteNullValue();
            return;
        }
        _writer.WriteStartObject();
        Property("path", pem.Path);
        Property("nodePath", pem.NodePath);
        Property("usable", pem.Usable);
        Property("reason", pem.Reason);
        Property("goError", pem.GoError);
        Property("isCurrent", pem.IsCurrent);
        Property("inTime", pem.InTime);
        Property("keyMatches", pem.KeyMatches);
        Property("isSigned", pem.IsSigned);
        Property("isForClients", pem.IsForClients);
        Property("isForThisNode", pem.IsForThisNode);
        Property("notBefore", pem.Certificate?.NotBefore);
        Property("notAfter", pem.Certificate?.NotAfter);
        Property("subject", pem.Certificate?.Subject);
        _writer.WriteEndObject();
    }

    private void WriteClock(ClockForensics clock)
    {
        _writer.WriteStartObject();
        Property("conclusion", clock.Conclusion);
        Property("zone", clock.Zone);
        Property("zoneOffset", clock.ZoneOffset);
        Property("aheadBy", clock.AheadBy);
        Property("estimatedSkew", clock.EstimatedSkew);
        Property("looksLikeLocalHardwareClock", clock.LooksLikeLocalHardwareClock);
        WriteList("witnesses", clock.Witnesses, WriteWitness);
        _writer.WriteEndObject();
    }

    private void WriteWitness(ClockWitness witness)
    {
        _writer.WriteStartObject();
        Property("name", witness.Name);
        Property("clock", witness.Clock);
        Property("time", witness.Time);
        Property("text", witness.Text);
        Property("nodePath", witness.NodePath);
        _writer.WriteEndObject();
    }
}
