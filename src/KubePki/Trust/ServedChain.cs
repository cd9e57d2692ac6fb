using KubePki.X509;

namespace KubePki.Trust;

/// <summary>Judges what a server sends in its handshake, as Go's TLS client does (crypto/tls, verifyServerCertificate): its chain, its time and its name.</summary>
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
        var parsed = sent.Select(der => CertificateParser.Parse(der, go)).ToList();
        if (parsed.Count == 0)
            return new ChainAnswer { GoError = "tls: received empty certificates message" };
        if (parsed.Find(certificate => certificate.GoError is not null) is { } broken)
            return new ChainAnswer { GoError = $"tls: failed to parse certificate from server: {broken.GoError}" };
        var between = new CertificatePool();
        foreach (var certificate in parsed.Skip(1))
            between.Add(certificate);
        return ChainVerifier.Verify(new ChainQuestion
        {
            Leaf = parsed[0],
            Roots = roots,
            Intermediates = between,
            Host = host,
            Time = Moment.From(asOf),
            Go = go,
        });
    }
}
