using System.Text;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust.Published;

/// <summary>A bundle of CAs as an object of the cluster publishes it.</summary>
internal sealed class PublishedBundle
{
    private PublishedBundle(IReadOnlyList<KubeCertificate> authorities, string? goError)
    {
        Authorities = authorities;
        GoError = goError;
    }

    /// <summary>The certificates that Go loads.</summary>
    public IReadOnlyList<KubeCertificate> Authorities { get; }

    /// <summary>What Go says of the first that it does not load, or of a text without any; null when all is well.</summary>
    public string? GoError { get; }

    /// <summary>The CAs by their keys: several certificates may be of one.</summary>
    public IReadOnlyList<string> Keys => [.. Authorities.Select(authority => authority.PublicKeyHash).OfType<string>().Distinct()];

    /// <summary>Reads a text.</summary>
    /// <param name="text">PEM; null counts as empty.</param>
    /// <param name="place">Where it stands, for proofs.</param>
    /// <param name="asOf">The moment to look at.</param>
    /// <param name="within">What counts as expiring; null for the usual.</param>
    public static PublishedBundle Read(string? text, string place, DateTimeOffset asOf, ExpiryThreshold? within = null)
    {
        var octets = Encoding.UTF8.GetBytes(text ?? "");
        return new(AuthorityFile.Parse(octets, place, asOf, within), CertificateFile.Read(octets, GoVersion.Newest).GoError);
    }
}
