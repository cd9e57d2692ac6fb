using System.Security.Cryptography;

namespace KubePki.Pki.X509;

/// <summary>A signature algorithm by its name in Go.</summary>
/// <param name="Name">Go's name, <c>SHA256-RSA</c>; the dotted OID when Go does not know it.</param>
/// <param name="Key">The kind of key that makes such signatures.</param>
/// <param name="Hash">The hash; null for Ed25519 and ML-DSA, for MD2 and for an unknown algorithm.</param>
/// <param name="IsPss">Whether RSA signs with PSS.</param>
internal sealed record SignatureAlgorithm(string Name, PublicKeyKind Key, HashAlgorithmName? Hash, bool IsPss = false);

/// <summary>AlgorithmIdentifiers of signatures, as Go 1.19 to 1.27 know them (RFC 3279, 4055, 5758, 8410, 9881).</summary>
internal static class SignatureAlgorithms
{
    private static readonly (byte[] Oid, SignatureAlgorithm Algorithm)[] Known =
    [
        (Pkcs1(0x0b), new("SHA256-RSA", PublicKeyKind.Rsa, HashAlgorithmName.SHA256)),
        (X962(0x03, 0x02), new("ECDSA-SHA256", PublicKeyKind.Ecdsa, HashAlgorithmName.SHA256)),
        (Pkcs1(0x0c), new("SHA384-RSA", PublicKeyKind.Rsa, HashAlgorithmName.SHA384)),
        (Pkcs1(0x0d), new("SHA512-RSA", PublicKeyKind.Rsa, HashAlgorithmName.SHA512)),
        (X962(0x03, 0x03), new("ECDSA-SHA384", PublicKeyKind.Ecdsa, HashAlgorithmName.SHA384)),
        (X962(0x03, 0x04), new("ECDSA-SHA512", PublicKeyKind.Ecdsa, HashAlgorithmName.SHA512)),
        (Pkcs1(0x05), new("SHA1-RSA", PublicKeyKind.Rsa, HashAlgorithmName.SHA1)),
        (X962(0x01), new("ECDSA-SHA1", PublicKeyKind.Ecdsa, HashAlgorithmName.SHA1)),
        ([0x2b, 0x0e, 0x03, 0x02, 0x1d], new("SHA1-RSA", PublicKeyKind.Rsa, HashAlgorithmName.SHA1)),
        (Pkcs1(0x04), new("MD5-RSA", PublicKeyKind.Rsa, HashAlgorithmName.MD5)),
        (Pkcs1(0x02), new("MD2-RSA", PublicKeyKind.Rsa, null)),
        ([0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03], new("DSA-SHA1", PublicKeyKind.Dsa, HashAlgorithmName.SHA1)),
        ([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02], new("DSA-SHA256", PublicKeyKind.Dsa, HashAlgorithmName.SHA256)),
    ];

    private static readonly SignatureAlgorithm Ed25519 = new("Ed25519", PublicKeyKind.Ed25519, null);

    private static readonly SignatureAlgorithm[] Pss =
    [
        new("SHA256-RSAPSS", PublicKeyKind.Rsa, HashAlgorithmName.SHA256, true),
        new("SHA384-RSAPSS", PublicKeyKind.Rsa, HashAlgorithmName.SHA384, true),
        new("SHA512-RSAPSS", PublicKeyKind.Rsa, HashAlgorithmName.SHA512, true),
    ];

    /// <summary>The algorithm of these octets; one of kind Unknown, named by its OID, when Go does not know it.</summary>
    public static SignatureAlgorithm Find(ReadOnlySpan<byte> oid, ReadOnlySpan<byte> parameters)
    {
        foreach (var (octets, algorithm) in Known)
        {
            if (oid.SequenceEqual(octets))
                return algorithm;
        }
        if (oid.SequenceEqual(Oid.Ed25519) && parameters.IsEmpty)
            return Ed25519;
        if (LatticeParameters.FromOid(oid) is { } lattice && parameters.IsEmpty)
            return new SignatureAlgorithm(lattice.Name, PublicKeyKind.MLDsa, null);
        var pss = oid.SequenceEqual(Oid.RsaPss) ? FindPss(parameters) : null;
        return pss ?? new SignatureAlgorithm(Oid.Dotted(oid), PublicKeyKind.Unknown, null);
    }

    // RFC 4055, 3.1. Go wants one hash throughout, a salt of its length, and the default trailer.
    private static SignatureAlgorithm? FindPss(ReadOnlySpan<byte> parameters)
    {
        if (!new Der(parameters).TryRead(DerTag.Sequence, out var pss)
            || !pss.TryRead(DerTag.ContextConstructed(0), out var hashField) || !TryHash(ref hashField, out var hash)
            || !pss.TryRead(DerTag.ContextConstructed(1), out var mgfField) || !mgfField.TryRead(DerTag.Sequence, out var mgf)
            || !mgf.TryOid(out var mgfOid) || !mgfOid.SequenceEqual(Oid.Mgf1) || !TryHash(ref mgf, out var mgfHash) || mgfHash != hash
            || !pss.TryRead(DerTag.ContextConstructed(2), out var saltField) || !saltField.TryInt64(out var salt))
            return null;
        if (!pss.IsEmpty
            && (!pss.TryRead(DerTag.ContextConstructed(3), out var trailerField)
                || !trailerField.TryInt64(out var trailer) || trailer != 1))
            return null;
        return salt == 32 + (16 * hash) ? Pss[hash] : null;
    }

    private static bool TryHash(ref Der field, out int index)
    {
        index = -1;
        if (!field.TryRead(DerTag.Sequence, out var algorithm) || !algorithm.TryOid(out var oid))
            return false;
        index = oid.SequenceEqual(Oid.Sha256) ? 0 : oid.SequenceEqual(Oid.Sha384) ? 1 : oid.SequenceEqual(Oid.Sha512) ? 2 : -1;
        return index >= 0 && (algorithm.IsEmpty || algorithm.Rest is [DerTag.Null, 0]);
    }

    private static byte[] Pkcs1(byte last) => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last];

    private static byte[] X962(params byte[] last) => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, .. last];
}
