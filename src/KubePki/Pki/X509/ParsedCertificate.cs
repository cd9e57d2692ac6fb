namespace KubePki.Pki.X509;

/// <summary>
/// A certificate as its bytes say it. <see cref="GoError"/> is the first complaint of Go's parser; where that is set,
/// the fields hold what could be read all the same.
/// </summary>
internal sealed class ParsedCertificate
{
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The to-be-signed part, header included: what the signature covers.</summary>
    public Slice Tbs { get; set; }

    /// <summary>1, 2 or 3.</summary>
    public int Version { get; set; }

    /// <summary>The serial number's content octets, two's complement.</summary>
    public Slice Serial { get; set; }

    /// <summary>The subject as encoded; names are compared byte by byte.</summary>
    public Slice RawSubject { get; set; }

    /// <summary>The issuer as encoded.</summary>
    public Slice RawIssuer { get; set; }

    public DistinguishedName? Subject { get; set; }

    public DistinguishedName? Issuer { get; set; }

    /// <summary>Seconds since 1970 in UTC.</summary>
    public long NotBefore { get; set; }

    /// <summary>Seconds since 1970 in UTC; this second still belongs to the lifetime.</summary>
    public long NotAfter { get; set; }

    /// <summary>The zones in which both are written, in minutes east of UTC. RFC 5280 wants UTC, Go does not.</summary>
    public (int NotBefore, int NotAfter) Zones { get; set; }

    public Slice PublicKeyInfo { get; set; }

    public PublicKey? PublicKey { get; set; }

    public SignatureAlgorithm? SignatureAlgorithm { get; set; }

    public Slice Signature { get; set; }

    public int SignatureUnusedBits { get; set; }

    public CertificateExtensions Extensions { get; set; } = CertificateExtensions.None;

    public string? GoError { get; set; }

    /// <summary>Whether enough was read to name the certificate and its lifetime.</summary>
    public bool IsReadable { get; set; }

    /// <summary>
    /// A certificate whose key was seen to have made the signature, so that this is computed once; null as long as nobody has asked.
    /// </summary>
    public ParsedCertificate? Signer { get; set; }

    /// <summary>Whether the names say that <paramref name="other"/> issued this one; no proof.</summary>
    public bool NamesIssuer(ParsedCertificate other) =>
        RawIssuer.Of(Raw.Span).SequenceEqual(other.RawSubject.Of(other.Raw.Span));
}
