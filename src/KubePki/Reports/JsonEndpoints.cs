using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>
    /// Writes what an endpoint serves: all properties, certificates and findings included; <c>handshakeMilliseconds</c> in place of a time.
    /// </summary>
    /// <param name="verdict">The endpoint.</param>
    public void Write(KubeEndpointVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        _writer.WriteStartObject();
        Property("endpoint", verdict.Endpoint);
        Property("host", verdict.Host);
        Property("port", verdict.Port);
        Property("component", verdict.Component);
        Property("origin", verdict.Origin);
        Property("serverName", verdict.ServerName);
        Property("state", verdict.State);
        Property("ok", verdict.Ok);
        Property("failure", verdict.Failure);
        Property("protocol", verdict.Protocol);
        Property("cipherSuite", verdict.CipherSuite);
        Property("handshakeMilliseconds", verdict.HandshakeTime is { } time ? (int)time.TotalMilliseconds : null);
        Property("goError", verdict.GoError);
        Property("plain", verdict.Verdict?.Plain);
        Property("trustedChain", verdict.Verdict?.Chain);
        Property("candidates", verdict.Verdict?.Candidates);
        Property("onDisk", verdict.OnDisk);
        Property("diskPath", verdict.DiskPath);
        Property("asksForCertificate", verdict.AsksForCertificate);
        Property("requiresCertificate", verdict.RequiresCertificate);
        Property("clientAuthorities", verdict.ClientAuthorities);
        Property("acceptsCertificate", verdict.AcceptsCertificate);
        Property("clientError", verdict.ClientError);
        WriteList("chain", verdict.Chain, WriteFields);
        WriteList("findings", verdict.Findings, WriteFinding);
        Property("asOf", verdict.AsOf);
        _writer.WriteEndObject();
        Drain();
    }
}
