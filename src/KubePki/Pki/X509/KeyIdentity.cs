using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>
/// What two public keys have in common when whoever has the private part of one has that of the other: the modulus, whatever the exponent;
/// a point or its opposite. A SubjectPublicKeyInfo may differ in more.
/// </summary>
internal static class KeyIdentity
{
    /// <summary>
    /// The identity as a text that no hash of a SubjectPublicKeyInfo is equal to; null for a key that cannot be compared.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="whole">The encoding that it is part of.</param>
    public static string? Of(PublicKey key, ReadOnlySpan<byte> whole) => key.Kind switch
    {
        PublicKeyKind.Rsa => "RSA " + Hex.Sha256(key.Key.Of(whole).TrimStart((byte)0)),
        PublicKeyKind.Ecdsa when key.Curve is { } curve => $"{curve.Name} {Hex.Lower(key.Key.Of(whole).Slice(1, curve.FieldLength))}",
        PublicKeyKind.Ed25519 or PublicKeyKind.X25519 or PublicKeyKind.Dsa or PublicKeyKind.Unknown =>
            $"{key.Algorithm} {Hex.Sha256(key.Key.Of(whole))}",
        _ => null,
    };

    /// <summary>The identity of a SubjectPublicKeyInfo; null when it holds no key that can be read.</summary>
    public static string? Of(ReadOnlySpan<byte> publicKeyInfo) =>
        new Der(publicKeyInfo).TryRead(DerTag.Sequence, out var info)
            && PublicKeyReader.Read(publicKeyInfo, info, GoVersion.Newest, out var error) is { } key && error is null
            ? Of(key, publicKeyInfo) : null;
}
