using KubePki.Ciphers;

namespace KubePki.Pki.X509;

/// <summary>
/// A parameter set of ML-DSA (FIPS 204, table 1 and 2), by its OID in certificates (RFC 9881, section 2). Go knows them since 1.27.
/// </summary>
/// <param name="Set">44, 65 or 87.</param>
/// <param name="LastOctet">The end of the OID.</param>
/// <param name="PublicKeyLength">The octets of a public key.</param>
/// <param name="ExpandedKeyLength">The octets of a private key in expanded form.</param>
/// <param name="SignatureLength">The octets of a signature.</param>
/// <param name="Hints">How many hints a signature may have (ω), and for how many polynomials (k).</param>
internal sealed record LatticeParameters(
    int Set, byte LastOctet, int PublicKeyLength, int ExpandedKeyLength, int SignatureLength, (int Most, int Polynomials) Hints)
{
    /// <summary>The octets of a private key's seed.</summary>
    public const int SeedLength = 32;

    private static readonly LatticeParameters[] All =
    [
        new(44, 0x11, 1312, 2560, 2420, (80, 4)),
        new(65, 0x12, 1952, 4032, 3309, (55, 6)),
        new(87, 0x13, 2592, 4896, 4627, (75, 8)),
    ];

    private static ReadOnlySpan<byte> OidPrefix => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03];

    /// <summary>Go's name, <c>ML-DSA-65</c>.</summary>
    public string Name { get; } = $"ML-DSA-{Set}";

    /// <summary>The OID's content octets.</summary>
    public byte[] OidOctets => [.. OidPrefix, LastOctet];

    /// <summary>The parameter set of an OID; null for any other OID.</summary>
    public static LatticeParameters? FromOid(ReadOnlySpan<byte> oid)
    {
        if (oid.Length != OidPrefix.Length + 1 || !oid.StartsWith(OidPrefix))
            return null;
        foreach (var parameters in All)
        {
            if (parameters.LastOctet == oid[^1])
                return parameters;
        }
        return null;
    }

    /// <summary>What Go's mldsa says of a signature; null when it holds.</summary>
    public string? Complaint(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
            return "mldsa: invalid signature length";
        if (!HasHints(signature[^(Hints.Most + Hints.Polynomials)..]))
            return "mldsa: invalid signature encoding";
        return ModuleLatticeSignature.Verify(Set, publicKey.ToArray(), message, signature.ToArray()) ? null : "mldsa: invalid signature";
    }

    /// <summary>
    /// The public key of a private key in PKCS#8 (RFC 9881, section 6): a seed, an expanded key, or both; null when it is none of them.
    /// </summary>
    public byte[]? PublicKeyOf(Der privateKey)
    {
        if (privateKey.NextIs(DerTag.Context(0)))
            return privateKey.TryRead(DerTag.Context(0), out var seed) ? OfSeed(seed.Rest) : null;
        if (privateKey.TryRead(DerTag.OctetString, out var expanded))
            return expanded.Rest.Length == ExpandedKeyLength ? ModuleLatticeSignature.PublicKeyOfExpanded(Set, expanded.Rest.ToArray())
                : null;
        return privateKey.TryRead(DerTag.Sequence, out var both) && both.TryRead(DerTag.OctetString, out var itsSeed)
            ? OfSeed(itsSeed.Rest) : null;
    }

    private byte[]? OfSeed(ReadOnlySpan<byte> seed) => seed.Length == SeedLength
        ? ModuleLatticeSignature.PublicKeyOfSeed(Set, seed.ToArray()) : null;

    // FIPS 204, algorithm 21: positions that rise within a polynomial, limits that rise from one to the next, zeros behind.
    private bool HasHints(ReadOnlySpan<byte> hints)
    {
        var at = 0;
        foreach (var limit in hints[Hints.Most..])
        {
            if (limit < at || limit > Hints.Most)
                return false;
            for (var first = at; at < limit; at++)
            {
                if (at > first && hints[at - 1] >= hints[at])
                    return false;
            }
        }
        return !hints[at..Hints.Most].ContainsAnyExcept((byte)0);
    }
}
