using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubePki.Cluster.Client;

/// <summary>What an exec plugin has given: a token, a client certificate with its key, or both, until some time.</summary>
internal sealed record ExecCredential(string? Token, byte[]? Certificate, byte[]? Key, DateTimeOffset? Expires)
{
    /// <summary>What a plugin is asked, for the variable KUBERNETES_EXEC_INFO.</summary>
    public static string Question(ExecPlugin plugin, ClusterAccess access)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", plugin.ApiVersion);
            json.WriteStartObject("spec");
            json.WriteBoolean("interactive", false);
            if (plugin.WantsCluster)
                WriteCluster(json, access);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads the answer of a plugin. Nothing of it stands in an error: it may be a secret.</summary>
    /// <exception cref="ClusterException">It is no credential.</exception>
    public static ExecCredential Read(ExecPlugin plugin, ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return Read(plugin, json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Refuse(plugin, "its output is not an ExecCredential");
        }
    }

    private static ExecCredential Read(ExecPlugin plugin, JsonElement root)
    {
        var (version, kind) = (Text(root, "apiVersion"), Text(root, "kind"));
        if (kind != "ExecCredential")
            throw Refuse(plugin, "its output is not an ExecCredential");
        if (version != plugin.ApiVersion)
            throw Refuse(plugin, $"exec plugin is configured to use API version {plugin.ApiVersion}, plugin returned version {version}");
        if (!root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object)
            throw Refuse(plugin, "exec plugin didn't return a status field");
        var (token, certificate, key) = (Text(status, "token"), Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
        if (token is null && certificate is null && key is null)
            throw Refuse(plugin, "exec plugin didn't return a token or cert/key pair");
        if (certificate is null != key is null)
            throw Refuse(plugin, "exec plugin returned only certificate or key, not both");
        DateTimeOffset? expires = Text(status, "expirationTimestamp") is { } time
            ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
            : null;
        return new ExecCredential(token, certificate is null ? null : Encoding.UTF8.GetBytes(certificate),
            key is null ? null : Encoding.UTF8.GetBytes(key), expires);
    }

    /// <summary>Never what it holds.</summary>
    public override string ToString() => "a credential of an exec plugin";

    private static void WriteCluster(Utf8JsonWriter json, ClusterAccess access)
    {
        json.WriteStartObject("cluster");
        json.WriteString("server", access.Server.OriginalString);
        if (access.TlsServerName is { } name)
            json.WriteString("tls-server-name", name);
        if (access.IsInsecure)
            json.WriteBoolean("insecure-skip-tls-verify", true);
        if (access.ReadAuthorities() is { } authorities)
            json.WriteBase64String("certificate-authority-data", authorities);
        if (access.Proxy is { } proxy)
            json.WriteString("proxy-url", proxy.OriginalString);
        if (access.ExecConfiguration is { } configuration)
        {
            json.WritePropertyName("config");
            json.WriteRawValue(configuration);
        }
        json.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static ClusterException Refuse(ExecPlugin plugin, string reason) =>
        new(ClusterProblemId.NoCredential, $"{plugin.Command}: {reason}");
}
