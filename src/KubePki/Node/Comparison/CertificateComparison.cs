using KubePki.Model;

namespace KubePki.Node.Comparison;

/// <summary>How two certificates for the same end differ.</summary>
internal static class CertificateComparison
{
    /// <summary>The differences, a phrase each; none when they are the same.</summary>
    public static IEnumerable<string> Of(KubeCertificate first, KubeCertificate second)
    {
        if (first.Fingerprint == second.Fingerprint)
            return [.. NodeComparer.Instead("private key", HasKey(first), HasKey(second))];
        return
        [
            .. NodeComparer.Instead("expires", Times.Rfc3339(first.NotAfter), Times.Rfc3339(second.NotAfter)),
            .. first.PublicKeyHash == second.PublicKeyHash ? ["same key"] : (string[])["new key"],
            .. NodeComparer.Instead("subject", first.Subject, second.Subject),
            .. Signer(first, second),
            .. Names("added", second, first),
            .. Names("removed", first, second),
            .. NodeComparer.Instead("usages", Usages(first), Usages(second)),
            .. NodeComparer.Instead("private key", HasKey(first), HasKey(second)),
        ];
    }

    private static IEnumerable<string> Signer(KubeCertificate first, KubeCertificate second) => first.Issuer != second.Issuer
        ? NodeComparer.Instead("issuer", first.Issuer, second.Issuer)
        : first.AuthorityKeyId is null || second.AuthorityKeyId is null || first.AuthorityKeyId == second.AuthorityKeyId ? []
        : ["signed by another CA of the same name"];

    private static IEnumerable<string> Names(string what, KubeCertificate of, KubeCertificate without) =>
        of.DnsNames.Concat(of.IPAddresses).Except(without.DnsNames.Concat(without.IPAddresses)).Select(name => $"{what} {name}");

    private static string Usages(KubeCertificate certificate) => string.Join(", ", certificate.KeyUsages.Concat(certificate.Usages));

    private static string HasKey(KubeCertificate certificate) => certificate.KeyMatches switch
    {
        true => "matching",
        false => "of another certificate",
        null => certificate.HasKey ? "unknown" : "absent",
    };
}
