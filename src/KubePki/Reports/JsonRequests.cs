using KubePki.Model;

namespace KubePki.Reports;

public sealed partial class JsonObjects
{
    /// <summary>Writes a request, and how it must be signed.</summary>
    /// <param name="request">The request.</param>
    public void Write(RequestedCertificate request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _writer.WriteStartObject();
        Property("role", request.Role);
        Property("path", request.Path);
        Property("keyPath", request.KeyPath);
        _writer.WriteBoolean("keepsKey", request.KeepsKey);
        Property("keyAlgorithm", request.KeyAlgorithm);
        Property("nodePath", request.NodePath);
        Property("subject", request.Subject);
        Property("names", request.Names);
        Property("keyUsages", request.KeyUsages);
        Property("usages", request.Usages);
        Property("authority", request.Authority);
        Property("authoritySubject", request.AuthoritySubject);
        Property("authorityKeyHash", request.AuthorityKeyHash);
        Property("notAfter", request.NotAfter);
        _writer.WriteNumber("days", request.Days);
        Property("command", request.Command);
        Property("asOf", request.AsOf);
        _writer.WriteEndObject();
        Drain();
    }
}
