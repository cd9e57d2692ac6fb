using System.Text.Json;
using System.Text.Json.Serialization;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Reports;

/// <summary>
/// Writes what <c>kubeadm certs check-expiration -o json</c> writes (CertificateExpirationInfo of output.kubeadm.k8s.io/v1alpha3), with its
/// rows in its order, so that scripts made for it go on working.
/// </summary>
public static class KubeadmExpiration
{
    // kubeadm lists these whether they are there or not; those with etcd only where etcd runs on the node.
    private static readonly string[] Leaves =
        [.. PkiRoles.All.Where(role => role.IsRenewedByKubeadm).Select(role => role.Name).Order(StringComparer.Ordinal)];

    private static readonly string[] Authorities = [.. PkiLayouts.Kubeadm.Files.Select(file => file.Role)
        .Where(role => PkiRoles.Of(role).Kind == PkiRoleKind.Authority).Order(StringComparer.Ordinal)];

    /// <summary>Writes the document.</summary>
    /// <param name="certificates">The certificates of a node.</param>
    /// <param name="output">Where to; it stays open.</param>
    public static void Write(IReadOnlyCollection<KubeCertificate> certificates, Stream output)
    {
        var byName = new Dictionary<string, KubeCertificate>(StringComparer.Ordinal);
        foreach (var certificate in certificates.Where(certificate => certificate.Index == 0 && certificate.Role == certificate.Name))
            byName.TryAdd(certificate.Name, certificate);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            JsonSerializer.Serialize(writer, new ExpirationInfo(
                [.. Rows(Leaves, byName)], [.. Rows(Authorities, byName)]), ExpirationJson.Default.ExpirationInfo);
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    /// <summary>
    /// Why kubeadm writes no document: it wants to load the CAs, and every file that is there. Null when it writes one.
    /// </summary>
    /// <param name="certificates">The certificates of a node, all of them.</param>
    /// <param name="problems">What of the node could not be read.</param>
    public static string? Refusal(IReadOnlyCollection<KubeCertificate> certificates, IEnumerable<PkiProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        ArgumentNullException.ThrowIfNull(problems);
        var missing = Authorities.FirstOrDefault(name => !PkiRoles.Of(name).IsOfEtcd
            && !certificates.Any(certificate => certificate.Role == name && certificate.Source == CertificateSource.File));
        if (missing is not null)
            return $"the certificate of the CA {missing} cannot be loaded";
        var broken = problems.FirstOrDefault(problem => !PkiProblemId.IsAboutPassphrase(problem.Id)
            && RoleAt(problem.NodePath) is { } role && (Leaves.Contains(role) || Authorities.Contains(role))
            && !problem.NodePath.EndsWith(".key", StringComparison.Ordinal));
        return broken is null ? null : $"{broken.NodePath} cannot be loaded: {broken.Reason}";
    }

    private static string? RoleAt(string nodePath) =>
        LayoutMatch.Find(nodePath, System.Collections.Immutable.ImmutableDictionary<string, PkiLayout>.Empty)?.Role;

    private static IEnumerable<ExpirationRow> Rows(string[] names, Dictionary<string, KubeCertificate> byName)
    {
        var hasEtcd = byName.ContainsKey(PkiRoles.EtcdAuthority);
        foreach (var name in names)
        {
            if (byName.TryGetValue(name, out var certificate))
                yield return new ExpirationRow(name, CertificateFields.Time(certificate.NotAfter), (long)certificate.Remaining.TotalSeconds,
                    certificate.ExternallyManaged ?? true, PkiRoles.Find(name)?.Authority, Missing: false);
            else if (hasEtcd || !PkiRoles.Of(name).IsOfEtcd)
                yield return new ExpirationRow(name, null, 0, false, null, Missing: true);
        }
    }
}

/// <summary>kubeadm's document.</summary>
internal sealed record ExpirationInfo(IReadOnlyList<ExpirationRow> Certificates, IReadOnlyList<ExpirationRow> CertificateAuthorities)
{
    [JsonPropertyOrder(-2)]
    public string Kind { get; init; } = "CertificateExpirationInfo";

    [JsonPropertyOrder(-1)]
    public string ApiVersion { get; init; } = "output.kubeadm.k8s.io/v1alpha3";
}

/// <summary>A row of it.</summary>
internal sealed record ExpirationRow(
    string Name,
    string? ExpirationDate,
    long ResidualTime,
    bool ExternallyManaged,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CaName,
    bool Missing);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExpirationInfo))]
internal sealed partial class ExpirationJson : JsonSerializerContext;
