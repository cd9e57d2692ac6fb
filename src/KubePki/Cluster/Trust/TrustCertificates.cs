using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust;

/// <summary>Certificates of a cluster as findings have them.</summary>
internal sealed class TrustCertificates(TrustOptions options)
{
    private const int Days = 30;
    private const double Share = 0.2;
    private const int UrgentDays = 7;

    private readonly CertificateBuilder _builder = new(new AuthorityPool(),
        new ReadOptions { AsOf = options.AsOf.ToUniversalTime(), ExpiresWithin = options.ExpiresWithin });

    /// <summary>A certificate with its place, such as <c>Secret ns/name, tls.crt</c>; null when its subject or lifetime cannot be
    /// read.</summary>
    public KubeCertificate? Build(ParsedCertificate parsed, string place, int index, string source = CertificateSource.Cluster) =>
        !parsed.IsReadable ? null : _builder.Build(new CertificateEntry
        {
            Parsed = parsed, Name = Printable.Text(place), Path = Printable.Text(place), NodePath = Printable.Text(place), Index = index,
            Source = source,
        });

    /// <summary>Whether its end is so near that it is told.</summary>
    public bool IsNear(KubeCertificate certificate) => IsNear(certificate, options.ExpiresWithin);

    /// <summary>Whether its end is so near that it is told: as it was asked for, else by days and by share of its lifetime.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="within">What was asked for; null for the usual.</param>
    public static bool IsNear(KubeCertificate certificate, ExpiryThreshold? within)
    {
        if (certificate.Status is not (CertificateStatus.Valid or CertificateStatus.Expiring))
            return false;
        return within is { } asked ? asked.Covers(certificate.NotBefore, certificate.NotAfter, certificate.AsOf)
            : certificate.Remaining.TotalDays < Days
                && certificate.Remaining < (certificate.NotAfter - certificate.NotBefore) * Share;
    }

    /// <summary>Whether its end is so near that it is an error.</summary>
    public static bool IsUrgent(KubeCertificate certificate) => certificate.Remaining.TotalDays < UrgentDays;

    /// <summary>End, serial number and subject, for a proof.</summary>
    public static string Describe(KubeCertificate certificate) =>
        $"NotAfter {Times.Rfc3339(certificate.NotAfter)}, serial {certificate.SerialNumber}, subject {certificate.Subject}";

    /// <summary>What Go says of a certificate whose time is over, or has not come; null when it is its time.</summary>
    public static string? GoError(KubeCertificate certificate)
    {
        var now = $"x509: certificate has expired or is not yet valid: current time {Times.Rfc3339(certificate.AsOf)}";
        return certificate.AsOf > certificate.NotAfter ? $"{now} is after {Times.Rfc3339(certificate.NotAfter)}"
            : certificate.AsOf < certificate.NotBefore ? $"{now} is before {Times.Rfc3339(certificate.NotBefore)}" : null;
    }
}
