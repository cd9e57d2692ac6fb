namespace KubePki.Pki.X509;

/// <summary>The kind of a public key, as Go tells them apart.</summary>
internal enum PublicKeyKind
{
    Unknown,
    Rsa,
    Dsa,
    Ecdsa,
    Ed25519,
    X25519,
    MLDsa,
}

/// <summary>A SubjectPublicKeyInfo: what the key is and where its numbers lie.</summary>
internal sealed class PublicKey
{
    public required PublicKeyKind Kind { get; init; }

    /// <summary>The algorithm's name in Go (RSA, ECDSA, Ed25519, ML-DSA-65 …), or its OID.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The size in bits: of the modulus, or of the curve; 0 when not known.</summary>
    public int Size { get; init; }

    /// <summary>The curve of an ECDSA key; null otherwise, for a curve that Go does not know, and for a point that is not on it.</summary>
    public NamedCurve? Curve { get; init; }

    /// <summary>The parameter set of an ML-DSA key; null otherwise.</summary>
    public LatticeParameters? Lattice { get; init; }

    /// <summary>RSA: the modulus as an INTEGER's content octets. ECDSA: the point. Relative to the whole encoding.</summary>
    public Slice Key { get; init; }

    /// <summary>RSA: the public exponent's content octets.</summary>
    public Slice Exponent { get; init; }
}
