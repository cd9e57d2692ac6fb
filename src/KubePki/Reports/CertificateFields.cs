using System.Globalization;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>The properties of a certificate in the order in which reports write them. JSON and CSV are made from this one list.</summary>
internal static class CertificateFields
{
    /// <summary>A property: its name, and its value as a text, a number, a boolean, a time, a list, or null.</summary>
    /// <param name="Name">The name of the property of <see cref="KubeCertificate"/>.</param>
    /// <param name="Value">Reads it.</param>
    internal sealed record Field(string Name, Func<KubeCertificate, object?> Value);

    public static IReadOnlyList<Field> All { get; } =
    [
        new(nameof(KubeCertificate.Name), c => c.Name),
        new(nameof(KubeCertificate.Role), c => c.Role),
        new(nameof(KubeCertificate.Path), c => c.Path),
        new(nameof(KubeCertificate.NodePath), c => c.NodePath),
        new(nameof(KubeCertificate.NodeName), c => c.NodeName),
        new(nameof(KubeCertificate.Root), c => c.Root),
        new(nameof(KubeCertificate.Index), c => c.Index),
        new(nameof(KubeCertificate.Source), c => c.Source),
        new(nameof(KubeCertificate.Entry), c => c.Entry),
        new(nameof(KubeCertificate.Subject), c => c.Subject),
        new(nameof(KubeCertificate.CommonName), c => c.CommonName),
        new(nameof(KubeCertificate.Organization), c => c.Organization),
        new(nameof(KubeCertificate.Issuer), c => c.Issuer),
        new(nameof(KubeCertificate.SerialNumber), c => c.SerialNumber),
        new(nameof(KubeCertificate.Fingerprint), c => c.Fingerprint),
        new(nameof(KubeCertificate.PublicKeyHash), c => c.PublicKeyHash),
        new(nameof(KubeCertificate.NotBefore), c => c.NotBefore),
        new(nameof(KubeCertificate.NotAfter), c => c.NotAfter),
        new(nameof(KubeCertificate.DnsNames), c => c.DnsNames),
        new(nameof(KubeCertificate.IPAddresses), c => c.IPAddresses),
        new(nameof(KubeCertificate.EmailAddresses), c => c.EmailAddresses),
        new(nameof(KubeCertificate.Uris), c => c.Uris),
        new(nameof(KubeCertificate.Usages), c => c.Usages),
        new(nameof(KubeCertificate.KeyUsages), c => c.KeyUsages),
        new(nameof(KubeCertificate.IsAuthority), c => c.IsAuthority),
        new(nameof(KubeCertificate.KeyAlgorithm), c => c.KeyAlgorithm),
        new(nameof(KubeCertificate.KeySize), c => c.KeySize),
        new(nameof(KubeCertificate.SignatureAlgorithm), c => c.SignatureAlgorithm),
        new(nameof(KubeCertificate.SubjectKeyId), c => c.SubjectKeyId),
        new(nameof(KubeCertificate.AuthorityKeyId), c => c.AuthorityKeyId),
        new(nameof(KubeCertificate.Authority), c => c.Authority),
        new(nameof(KubeCertificate.ExternallyManaged), c => c.ExternallyManaged),
        new(nameof(KubeCertificate.HasKey), c => c.HasKey),
        new(nameof(KubeCertificate.KeyPath), c => c.KeyPath),
        new(nameof(KubeCertificate.KeyMatches), c => c.KeyMatches),
        new(nameof(KubeCertificate.AsOf), c => c.AsOf),
        new(nameof(KubeCertificate.Remaining), c => c.Remaining),
        new(nameof(KubeCertificate.DaysRemaining), c => c.DaysRemaining),
        new(nameof(KubeCertificate.ResidualTime), c => c.ResidualTime),
        new(nameof(KubeCertificate.Status), c => c.Status),
        new(nameof(KubeCertificate.Expired), c => c.Expired),
        new(nameof(KubeCertificate.GoError), c => c.GoError),
    ];

    /// <summary>A time as RFC 3339 in UTC, without fractions unless there are any.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
