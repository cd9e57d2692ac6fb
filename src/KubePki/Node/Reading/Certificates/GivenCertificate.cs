using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Reading.Certificates;

/// <summary>A certificate that was given as such, and not read from a file.</summary>
public static class GivenCertificate
{
    /// <summary>What its bytes say. It has no role, no key and, unless it signed itself, no CA.</summary>
    /// <param name="der">The certificate.</param>
    /// <param name="options">As of when, and what counts as expiring.</param>
    public static KubeCertificate Read(byte[] der, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var parsed = CertificateParser.Parse(der, GoVersion.Newest);
        var pool = new AuthorityPool();
        var name = parsed.Subject?.CommonName is { Length: > 0 } common ? common : parsed.Subject?.ToString() ?? "certificate";
        if (parsed.NamesIssuer(parsed))
            pool.Add(parsed, name, hasPrivateKey: false);
        return new CertificateBuilder(pool, options).Build(new CertificateEntry
        {
            Parsed = parsed,
            Name = name,
            Path = Hex.Sha256(der),
            NodePath = Hex.Sha256(der),
            Source = CertificateSource.Given,
        });
    }
}
