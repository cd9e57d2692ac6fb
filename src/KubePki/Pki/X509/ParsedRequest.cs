namespace KubePki.Pki.X509;

/// <summary>A certificate request (PKCS#10, RFC 2986) as its bytes say it.</summary>
internal sealed class ParsedRequest
{
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The CertificationRequestInfo, header included: what the signature covers.</summary>
    public Slice Info { get; set; }

    public DistinguishedName? Subject { get; set; }

    public Slice PublicKeyInfo { get; set; }

    public PublicKey? PublicKey { get; set; }

    public SignatureAlgorithm? SignatureAlgorithm { get; set; }

    public Slice Signature { get; set; }

    public CertificateExtensions Extensions { get; set; } = CertificateExtensions.None;

    public string? GoError { get; set; }

    /// <summary>Whether enough was read to name the request.</summary>
    public bool IsReadable { get; set; }
}
