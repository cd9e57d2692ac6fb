namespace KubePki.Pki.X509.Go;

/// <summary>A private key that Go has read: of what kind, and its public part. The private part is not kept.</summary>
/// <param name="Kind">RSA, ECDSA, Ed25519, X25519 or ML-DSA.</param>
/// <param name="Curve">The curve of an ECDSA key.</param>
/// <param name="PublicOctets">RSA: the modulus without leading zeros. ECDSA: the uncompressed point. Ed25519 and ML-DSA: the key.</param>
internal sealed record GoPrivateKey(PublicKeyKind Kind, NamedCurve? Curve, byte[] PublicOctets);
