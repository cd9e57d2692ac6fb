namespace KubePki.Pki.X509;

/// <summary>
/// What may be known of a key: never its private part. The public part is kept as a SubjectPublicKeyInfo, so that keys and
/// certificates compare by the same octets.
/// </summary>
internal sealed class ParsedKey
{
    /// <summary>How the key is written down: <c>PKCS#1</c>, <c>PKCS#8</c>, <c>SEC1</c>, <c>PKIX</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Go's name of the algorithm, or an OID; null when encrypted.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The size in bits; 0 when not known.</summary>
    public int Size { get; init; }

    /// <summary>The SubjectPublicKeyInfo; null when it cannot be told without private arithmetic, or when encrypted.</summary>
    public byte[]? PublicKeyInfo { get; init; }

    public bool IsPrivate { get; init; } = true;

    /// <summary>Whether the key itself is not there: what is known of it stands in its place, as in a snapshot.</summary>
    public bool IsPublicPart { get; init; }

    /// <summary>Whether its file holds it encrypted; what else is known is then what a passphrase has shown.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The same key, which came out of something encrypted.</summary>
    public ParsedKey AsEncrypted(string format) => new()
    {
        Format = format,
        Algorithm = Algorithm,
        Size = Size,
        PublicKeyInfo = PublicKeyInfo,
        IsPrivate = IsPrivate,
        IsEncrypted = true,
    };
}
