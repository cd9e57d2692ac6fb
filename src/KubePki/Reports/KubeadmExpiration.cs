using System.Text.Json;
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
            writer.WriteStartObject();
            writer.WriteString("kind", "CertificateExpirationInfo");
            writer.WriteString("apiVersion", "output.kubeadm.k8s.io/v1alpha3");
            WriteRows(writer, "certificates", Leaves, byName);
            WriteRows(writer, "certificateAuthorities", Authorities, byName);
            writer.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteRows(Utf8JsonWriter writer, string property, string[] names, Dictionary<string, KubeCertificate> byName)
    {
        var hasEtcd = byName.ContainsKey(PkiRoles.EtcdAuthority);
        writer.WriteStartArray(property);
        foreach (var name in names)
        {
            if (byName.TryGetValue(name, out var certificate))
                WriteRow(writer, name, certificate);
            else if (PkiRoles.Of(name) is { IsOptional: false } role && (hasEtcd || !role.IsOfEtcd))
                WriteMissing(writer, name);
        }
        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, string name, KubeCertificate certificate)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("expirationDate", CertificateFields.Time(certificate.NotAfter));
        writer.WriteNumber("residualTime", (long)certificate.Remaining.TotalSeconds);
        writer.WriteBoolean("externallyManaged", certificate.ExternallyManaged ?? true);
        if (PkiRoles.Find(name)?.Authority is { } authority)
            writer.WriteString("caName", authority);
        writer.WriteBoolean("missing", false);
        writer.WriteEndObject();
    }

    private static void WriteMissing(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteNull("expirationDate");
        writer.WriteNumber("residualTime", 0);
        writer.WriteBoolean("externallyManaged", false);
        writer.WriteBoolean("missing", true);
        writer.WriteEndObject();
    }
}
