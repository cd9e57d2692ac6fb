using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>
/// Judges what a server sends in its handshake, as Go's TLS client does (crypto/tls, verifyServerCertificate): its chain, its time and its
/// name.
/// </summary>
internal static class ServedChain
{
    /// <summary>Go's answer.</summary>
    /// <param name="sent">The certificates, in the order in which they were sent.</param>
    /// <param name="host">The name or address that was meant.</param>
    /// <param name="roots">The CAs to trust.</param>
    /// <param name="asOf">The moment to look at.</param>
    /// <param name="go">The Go release whose rules apply.</param>
    public static ChainAnswer Judge(IReadOnlyList<byte[]> sent, string host, CertificatePool roots, DateTimeOffset asOf, GoVersion go)
    {
        var parsed = Parse(sent, go);
        return Complaint(parsed) is { } error
            ? new ChainAnswer { GoError = error }
            : ChainVerifier.Verify(Ask(parsed, host, roots, asOf, go));
    }

    /// <summary>The certificates as this Go reads them.</summary>
    public static IReadOnlyList<ParsedCertificate> Parse(IReadOnlyList<byte[]> sent, GoVersion go) =>
        sent.Select(der => CertificateParser.Parse(der, go)).ToArray();

    /// <summary>What Go says before it looks at the chain; null when it goes on to do so.</summary>
    public static string? Complaint(IReadOnlyList<ParsedCertificate> sent) => sent.Count == 0 ? "tls: received empty certificates message"
        : sent.FirstOrDefault(certificate => certificate.GoError is not null) is { } broken
            ? $"tls: failed to parse certificate from server: {broken.GoError}"
            : null;

    /// <summary>The question to ask of certificates that can be read.</summary>
    public static ChainQuestion Ask(
        IReadOnlyList<ParsedCertificate> sent, string host, CertificatePool roots, DateTimeOffset asOf, GoVersion go)
    {
        var between = new CertificatePool();
        foreach (var certificate in sent.Skip(1))
            between.Add(certificate);
        return new ChainQuestion
        {
            Leaf = sent[0],
            Roots = roots,
            Intermediates = between,
            Host = host,
            Usages = ["serverAuth"],
            Time = Moment.From(asOf),
            Go = go,
        };
    }
}
