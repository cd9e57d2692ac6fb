using System.Text.Json;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Writes objects as a JSON array, one after the other, with property names in camelCase and times in RFC 3339 UTC.</summary>
public sealed partial class JsonObjects : IDisposable
{
    private static readonly JsonEncodedText[] FieldNames = CertificateFields.All
        .Select(field => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(field.Name))).ToArray();

    private readonly Stream _output;
    private readonly Utf8JsonWriter _writer;
    private readonly bool _single;

    /// <summary>Starts the array.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="single">Whether one object is written, and so no array.</param>
    public JsonObjects(Stream output, bool single = false)
    {
        _output = output;
        _single = single;
        _writer = new Utf8JsonWriter(output, JsonForm.Indented);
        if (!single)
            _writer.WriteStartArray();
    }

    /// <summary>Writes a certificate: all its properties, <c>remaining</c> in seconds.</summary>
    /// <param name="certificate">The certificate.</param>
    public void Write(KubeCertificate certificate)
    {
        WriteFields(certificate);
        Drain();
    }

    /// <summary>Writes a kubeconfig, its current client certificate, and all its entries by name.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    public void Write(Kubeconfig kubeconfig)
    {
        _writer.WriteStartObject();
        Property("name", kubeconfig.Name);
        Property("role", kubeconfig.Role);
        Property("path", kubeconfig.Path);
        Property("nodePath", kubeconfig.NodePath);
        Property("context", kubeconfig.Context);
        Property("cluster", kubeconfig.Cluster);
        Property("server", kubeconfig.Server);
        Property("user", kubeconfig.User);
        Property("namespace", kubeconfig.Namespace);
        Property("credentialKind", kubeconfig.CredentialKind);
        WriteList("credentials", kubeconfig.Credentials, _writer.WriteStringValue);
        Property("isRefused", kubeconfig.IsRefused);
        Property("notAfter", kubeconfig.NotAfter);
        Property("status", kubeconfig.Status);
        _writer.WritePropertyName("certificate");
        WriteOrNull(kubeconfig.Certificate);
        WriteList("authorities", kubeconfig.Authorities, WriteFields);
        WriteList("clusters", kubeconfig.Clusters, WriteCluster);
        WriteList("users", kubeconfig.Users, WriteUser);
        WriteList("contexts", kubeconfig.Contexts, WriteContext);
        Property("asOf", kubeconfig.AsOf);
        _writer.WriteEndObject();
        Drain();
    }

    /// <summary>Writes a verdict: all its properties.</summary>
    /// <param name="verdict">The verdict.</param>
    public void Write(KubeCertificateVerdict verdict)
    {
        _writer.WriteStartObject();
        Property("name", verdict.Name);
        Property("role", verdict.Role);
        Property("path", verdict.Path);
        Property("nodePath", verdict.NodePath);
        Property("index", verdict.Index);
        Property("subject", verdict.Subject);
        Property("ok", verdict.Ok);
        Property("goError", verdict.GoError);
        Property("plain", verdict.Plain);
        Property("host", verdict.Host);
        Property("usages", verdict.Usages);
        Property("chain", verdict.Chain);
        Property("candidates", verdict.Candidates);
        Property("authorities", verdict.Authorities);
        Property("authorityGoError", verdict.AuthorityGoError);
        Property("keyPath", verdict.KeyPath);
        Property("keyGoError", verdict.KeyGoError);
        Property("notes", verdict.Notes);
        Property("asOf", verdict.AsOf);
        Property("goVersion", verdict.GoVersion);
        _writer.WriteEndObject();
        Drain();
    }

    /// <summary>Ends the array.</summary>
    public void Dispose()
    {
        if (!_single)
            _writer.WriteEndArray();
        _writer.Flush();
        _writer.Dispose();
        _output.WriteByte((byte)'\n');
        _output.Flush();
    }

    private void WriteFields(KubeCertificate certificate)
    {
        _writer.WriteStartObject();
        for (var i = 0; i < FieldNames.Length; i++)
        {
            _writer.WritePropertyName(FieldNames[i]);
            Value(CertificateFields.All[i].Value(certificate));
        }
        _writer.WriteEndObject();
    }

    private void WriteOrNull(KubeCertificate? certificate)
    {
        if (certificate is null)
            _writer.WriteNullValue();
        else
            WriteFields(certificate);
    }

    private void WriteCluster(KubeconfigCluster cluster)
    {
        _writer.WriteStartObject();
        Property("name", cluster.Name);
        Property("server", cluster.Server);
        Property("tlsServerName", cluster.TlsServerName);
        Property("insecureSkipTlsVerify", cluster.InsecureSkipTlsVerify);
        Property("proxyUrl", cluster.ProxyUrl);
        Property("authorityPath", cluster.AuthorityPath);
        _writer.WriteEndObject();
    }

    private void WriteUser(KubeconfigUser user)
    {
        _writer.WriteStartObject();
        Property("name", user.Name);
        Property("credentialKind", user.CredentialKind);
        WriteList("credentials", user.Credentials, _writer.WriteStringValue);
        Property("certificatePath", user.CertificatePath);
        Property("keyPath", user.KeyPath);
        Property("tokenPath", user.TokenPath);
        Property("execCommand", user.ExecCommand);
        _writer.WriteEndObject();
    }

    private void WriteContext(KubeconfigContext context)
    {
        _writer.WriteStartObject();
        Property("name", context.Name);
        Property("cluster", context.Cluster);
        Property("user", context.User);
        Property("namespace", context.Namespace);
        _writer.WriteEndObject();
    }

    internal void WriteObject(Action write)
    {
        _writer.WriteStartObject();
        write();
        _writer.WriteEndObject();
    }

    internal void WriteObject(string name, Action write)
    {
        _writer.WritePropertyName(name);
        WriteObject(write);
    }

    internal void WriteList<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _writer.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        _writer.WriteEndArray();
    }

    internal void Property(string name, object? value)
    {
        _writer.WritePropertyName(name);
        Value(value);
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                _writer.WriteNullValue();
                break;
            case bool truth:
                _writer.WriteBooleanValue(truth);
                break;
            case int number:
                _writer.WriteNumberValue(number);
                break;
            case long number:
                _writer.WriteNumberValue(number);
                break;
            case TimeSpan span:
                _writer.WriteNumberValue((long)Math.Floor(span.TotalSeconds));
                break;
            case DateTimeOffset time:
                _writer.WriteStringValue(CertificateFields.Time(time));
                break;
            case TextList list:
                _writer.WriteStartArray();
                foreach (var item in list)
                    _writer.WriteStringValue(item);
                _writer.WriteEndArray();
                break;
            default:
                _writer.WriteStringValue((string)value);
                break;
        }
    }

    // What is written may go: a tree of any size is written in little memory.
    internal void Drain()
    {
        if (_writer.BytesPending > 64 * 1024)
            _writer.Flush();
    }
}
