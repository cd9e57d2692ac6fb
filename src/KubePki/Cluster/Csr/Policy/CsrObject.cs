using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Reads CertificateSigningRequest objects, v1 and v1beta1, from files; those of a cluster are read by <c>SigningRequestReader</c>.
/// </summary>
public static class CsrObject
{
    private const string Kind = "CertificateSigningRequest";
    private const string Group = "certificates.k8s.io/";

    // v1beta1 objects of old clusters need not name a signer; the API server then set this one.
    private const string LegacySigner = "kubernetes.io/legacy-unknown";

    /// <summary>
    /// Reads an object. What is wrong with it stands in its <see cref="KubeCsr.Problems"/>, so that it is judged and not lost.
    /// </summary>
    /// <param name="item">The object.</param>
    /// <param name="asOf">The moment that its age speaks of.</param>
    /// <param name="path">The file; null when it has none.</param>
    /// <param name="line">The line of the file.</param>
    /// <returns>The request; null when this is no CertificateSigningRequest, or has no name.</returns>
    public static KubeCsr? Read(JsonElement item, DateTimeOffset asOf, string? path = null, int line = 0)
    {
        var problems = new List<string>();
        var top = new JsonFields(item, "", problems);
        var apiVersion = top.Text("apiVersion");
        var kind = top.Text("kind");
        var metadata = top.Object("metadata");
        var name = metadata.Text("name");
        if (name.Length == 0 || (kind.Length > 0 && kind != Kind)
            || (apiVersion.Length > 0 && !apiVersion.StartsWith(Group, StringComparison.Ordinal)))
            return null;
        top.RejectTwins();
        if (apiVersion.Length > 0 && apiVersion is not (Group + "v1" or Group + "v1beta1"))
            problems.Add("its API version is neither v1 nor v1beta1");
        var spec = top.Object("spec");
        var status = top.Object("status");
        var signer = spec.Text("signerName");
        var certificate = Decode(status, "certificate", problems);
        var csr = new KubeCsr
        {
            Name = name,
            Uid = Filled(metadata.Text("uid")),
            ResourceVersion = Filled(metadata.Text("resourceVersion")),
            ApiVersion = Filled(apiVersion),
            Created = metadata.Time("creationTimestamp"),
            IsBeingDeleted = metadata.Has("deletionTimestamp"),
            AsOf = asOf,
            SignerName = signer.Length == 0 && apiVersion == Group + "v1beta1" ? LegacySigner : signer,
            Requestor = spec.Text("username"),
            RequestorUid = spec.Text("uid"),
            Groups = spec.Texts("groups"),
            Extra = ReadExtra(spec.Object("extra")),
            RequestedDuration = spec.Number("expirationSeconds") is { } seconds
                ? TimeSpan.FromSeconds(Math.Clamp(seconds, int.MinValue, int.MaxValue))
                : null,
            Usages = spec.Texts("usages"),
            Conditions = status.Objects("conditions").Select(ReadCondition).ToArray(),
            HasCertificate = certificate.Length > 0,
            Certificate = CertificateText(certificate),
            Path = path,
            Line = line,
        };
        var request = Decode(spec, "request", problems);
        return CsrContent.Fill(csr, request, problems);
    }

    /// <summary>The certificate in a status as text; null when there is none in it.</summary>
    internal static string? CertificateText(ReadOnlySpan<byte> pem) =>
        Encoding.UTF8.GetString(pem) is var text && text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal) ? text : null;

    private static KubeCsrCondition ReadCondition(JsonFields condition) => new()
    {
        Type = condition.Text("type"),
        Status = condition.Text("status"),
        Reason = condition.Text("reason"),
        Message = condition.Text("message"),
        LastUpdateTime = condition.Time("lastUpdateTime"),
    };

    private static KubeCsrExtra[] ReadExtra(JsonFields extra) =>
        extra.Names.Distinct(StringComparer.Ordinal).Select(key => new KubeCsrExtra(key, extra.Texts(key))).ToArray();

    private static byte[] Decode(JsonFields fields, string key, List<string> problems)
    {
        var text = fields.Text(key);
        if (text.Length == 0)
            return [];
        // Go's decoder takes line ends, and nothing else that is not base64; .NET would take blanks, too.
        var octets = Encoding.UTF8.GetBytes(text.ReplaceLineEndings(""));
        var data = new byte[Base64.GetMaxDecodedFromUtf8Length(octets.Length)];
        if (!octets.AsSpan().ContainsAny(" \t"u8) && Base64.DecodeFromUtf8(octets, data, out _, out var written) == OperationStatus.Done)
            return data[..written];
        problems.Add($"{(key == "request" ? "spec" : "status")}.{key} is not base64");
        return [];
    }

    private static string? Filled(string text) => text.Length == 0 ? null : text;
}
