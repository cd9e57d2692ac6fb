using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Kubelet;

/// <summary>What the components of a node say of its certificates, in the words of the newest Go.</summary>
internal static class GoJudge
{
    /// <summary>
    /// What an API server says of a client certificate; null when it lets the bearer in. Without CAs only the certificate itself is judged.
    /// </summary>
    public static string? Client(KubeCertificate certificate, IReadOnlyCollection<KubeCertificate> authorities, DateTimeOffset asOf) =>
        Chain(certificate, authorities.Count == 0 ? [certificate] : authorities, "clientAuth", asOf);

    /// <summary>What is said of a certificate when these CAs are trusted, whatever it is used for; null when it is accepted.</summary>
    public static string? Chain(KubeCertificate certificate, IEnumerable<KubeCertificate> authorities, DateTimeOffset asOf) =>
        Chain(certificate, authorities, UsageCheck.Any, asOf);

    /// <summary>What a client says of a server's certificate that it calls by this name or address; null when it is good for it.</summary>
    public static string? Name(KubeCertificate certificate, string host) => HostnameCheck.Check(certificate.Parsed, host, GoVersion.Newest);

    private static string? Chain(KubeCertificate certificate, IEnumerable<KubeCertificate> authorities, string usage, DateTimeOffset asOf)
    {
        if (certificate.GoError is { } parse)
            return parse;
        var roots = new CertificatePool();
        foreach (var authority in authorities.Where(authority => authority.GoError is null))
            roots.Add(authority.Parsed, authority.NodePath);
        return ChainVerifier.Verify(new ChainQuestion
        {
            Leaf = certificate.Parsed,
            Roots = roots,
            Intermediates = new CertificatePool(),
            Usages = [usage],
            Time = Moment.From(asOf),
            Go = GoVersion.Newest,
        }).GoError;
    }
}
