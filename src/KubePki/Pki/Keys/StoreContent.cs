using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Keys;

/// <summary>
/// What a PKCS#7 or PKCS#12 structure holds: certificates, those of nobody's CA first, and keys with the octets that the caller wipes.
/// </summary>
internal sealed class StoreContent
{
    /// <summary>Certificates in DER.</summary>
    public List<byte[]> Certificates { get; } = [];

    /// <summary>Private keys in PKCS#8.</summary>
    public List<(byte[] Der, bool IsEncrypted)> Keys { get; } = [];

    /// <summary>What is wrong with all of it, or with a part.</summary>
    public List<SealProblem> Problems { get; } = [];

    /// <summary>
    /// The certificates as this Go reads them. In these structures they have no order: who is served comes first, then CAs, roots last.
    /// </summary>
    public IEnumerable<ParsedCertificate> Parse(GoVersion go) =>
        Certificates.Select(der => CertificateParser.Parse(der, go)).OrderBy(certificate => !certificate.IsReadable ? 3
            : certificate.NamesIssuer(certificate) ? 2 : certificate.Extensions.IsAuthority ? 1 : 0);

    /// <summary>Reads a structure that <see cref="StoreForm"/> knows.</summary>
    public static StoreContent Read(ReadOnlyMemory<byte> octets, KeyPassphrase passphrase)
    {
        var content = new StoreContent();
        try
        {
            if (StoreForm.Of(octets.Span) == StoreForm.Pkcs7)
                Pkcs7Certificates.Read(octets, content);
            else
                new Pkcs12Store(content, passphrase).Read(octets);
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            content.Problems.Add(SealProblem.MalformedStore);
        }
        return content;
    }
}
