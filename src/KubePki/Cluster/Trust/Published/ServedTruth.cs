using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust.Published;

/// <summary>What the API servers of a cluster really serve: bundles that are published are held against it, and never against
/// names.</summary>
/// <param name="servers">The API servers that were dialled.</param>
/// <param name="asOf">The moment to look at.</param>
internal sealed class ServedTruth(IReadOnlyList<ServedServer> servers, DateTimeOffset asOf)
{
    private readonly ServedServer[] _servers = [.. servers.Where(server => server.Leaf is not null)];

    /// <summary>Whether an API server was reached.</summary>
    public bool IsKnown => _servers.Length > 0;

    /// <summary>The API servers that sent a certificate.</summary>
    public IReadOnlyList<ServedServer> Servers => _servers;

    /// <summary>
    /// What a Go client that trusts a bundle says of the first API server that it refuses; null when it accepts all. The name is another
    /// question, and so is the end of the server's own certificate.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <returns>The server and Go's words; null when all are accepted.</returns>
    public (ServedServer Server, string GoError)? Complaint(IReadOnlyList<KubeCertificate> bundle)
    {
        var roots = Pool(bundle);
        foreach (var server in _servers)
        {
            if (Verify(server, roots, Within(server.Leaf!)).GoError is { } error)
                return (server, error);
        }
        return null;
    }

    /// <summary>Whether the key of a CA has signed a certificate that an API server serves.</summary>
    public bool IsSigner(KubeCertificate authority)
    {
        var key = new AuthorityKey(authority.Parsed);
        return _servers.Any(server => server.Chain.Any(link => key.Signed(link)));
    }

    /// <summary>The API servers whose certificate is not for a name, with Go's words.</summary>
    public IEnumerable<(ServedServer Server, string GoError)> WithoutName(string host)
    {
        foreach (var server in _servers)
        {
            if (HostnameCheck.Check(server.Leaf!, host, GoVersion.Newest) is { } error)
                yield return (server, error);
        }
    }

    private static ChainAnswer Verify(ServedServer server, CertificatePool roots, DateTimeOffset moment) =>
        ChainVerifier.Verify(ServedChain.Ask(server.Chain, "", roots, moment, GoVersion.Newest));

    private static CertificatePool Pool(IEnumerable<KubeCertificate> bundle)
    {
        var pool = new CertificatePool();
        foreach (var certificate in bundle.Where(certificate => certificate.Parsed.GoError is null))
            pool.Add(certificate.Parsed);
        return pool;
    }

    private DateTimeOffset Within(ParsedCertificate leaf)
    {
        var now = asOf.ToUnixTimeSeconds();
        return now > leaf.NotAfter ? DateTimeOffset.FromUnixTimeSeconds(leaf.NotAfter)
            : now < leaf.NotBefore ? DateTimeOffset.FromUnixTimeSeconds(leaf.NotBefore) : asOf;
    }
}
