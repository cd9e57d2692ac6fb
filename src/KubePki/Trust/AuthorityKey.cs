using System.Numerics;
using System.Security.Cryptography;
using KubePki.X509;
using Oid = KubePki.X509.Oid;

namespace KubePki.Trust;

/// <summary>The public key of a CA, ready to check signatures. One for each key; several certificates may share it.</summary>
internal sealed class AuthorityKey
{
    private readonly ParsedCertificate _certificate;
    private readonly object _gate = new();
    private AsymmetricAlgorithm? _algorithm;

    public AuthorityKey(ParsedCertificate certificate) => _certificate = certificate;

    /// <summary>
    /// Whether this key made the signature of <paramref name="child"/>. Never throws. <paramref name="wrapsAround"/>: whether an RSA signature
    /// beyond the modulus counts as its remainder, as it did up to Go 1.19.
    /// </summary>
    public bool Signed(ParsedCertificate child, bool wrapsAround = false)
    {
        var algorithm = child.SignatureAlgorithm;
        var key = _certificate.PublicKey;
        if (algorithm is null || key is null || algorithm.Key != key.Kind)
            return false;
        var whole = child.Raw.Span;
        var signature = RightAligned(child.Signature.Of(whole), child.SignatureUnusedBits);
        var tbs = child.Tbs.Of(whole);
        if (key.Kind == PublicKeyKind.Ed25519)
            return Ed25519.Verify(key.Key.Of(_certificate.Raw.Span), tbs, signature);
        if (algorithm.Hash is not { } hash)
            return false;
        try
        {
            return key.Kind switch
            {
                PublicKeyKind.Rsa => VerifyRsa(key, tbs, wrapsAround ? Remainder(key, signature) : signature, hash, algorithm.IsPss),
                PublicKeyKind.Ecdsa => VerifyEcdsa(key, tbs, signature, hash),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // A key or a hash that the platform does not take: then it did not verify.
            return false;
        }
    }

    private bool VerifyRsa(PublicKey key, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature, HashAlgorithmName hash, bool isPss)
    {
        var padding = isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        // Instances are not promised to be safe for several threads.
        lock (_gate)
        {
            var rsa = (RSA)(_algorithm ??= CreateRsa(key));
            return rsa.VerifyData(tbs, signature, hash, padding);
        }
    }

    private bool VerifyEcdsa(PublicKey key, ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        if (key.Curve is null || !IsStrictSignature(signature))
            return false;
        lock (_gate)
        {
            var ecdsa = (ECDsa)(_algorithm ??= CreateEcdsa(key, key.Curve));
            return ecdsa.VerifyData(tbs, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    private RSA CreateRsa(PublicKey key)
    {
        var whole = _certificate.Raw.Span;
        return RSA.Create(new RSAParameters
        {
            Modulus = key.Key.Of(whole).TrimStart((byte)0).ToArray(),
            Exponent = key.Exponent.Of(whole).TrimStart((byte)0).ToArray(),
        });
    }

    private ECDsa CreateEcdsa(PublicKey key, NamedCurve curve)
    {
        var point = key.Key.Of(_certificate.Raw.Span);
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue(Oid.Dotted(curve.OidOctets)),
            Q = new ECPoint
            {
                X = point.Slice(1, curve.FieldLength).ToArray(),
                Y = point[(1 + curve.FieldLength)..].ToArray(),
            },
        });
    }

    // Go moves the bits of a BIT STRING with unused bits to the right.
    private static ReadOnlySpan<byte> RightAligned(ReadOnlySpan<byte> bits, int unused)
    {
        if (unused == 0 || bits.IsEmpty)
            return bits;
        var aligned = new byte[bits.Length];
        for (var i = 0; i < bits.Length; i++)
            aligned[i] = (byte)((bits[i] >> unused) | (i == 0 ? 0 : bits[i - 1] << (8 - unused)));
        return aligned;
    }

    private ReadOnlySpan<byte> Remainder(PublicKey key, ReadOnlySpan<byte> signature)
    {
        var modulus = key.Key.Of(_certificate.Raw.Span).TrimStart((byte)0);
        if (signature.Length != modulus.Length || signature.SequenceCompareTo(modulus) < 0)
            return signature;
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var remainder = (new BigInteger(signature, isUnsigned: true, isBigEndian: true) % n).ToByteArray(isUnsigned: true, isBigEndian: true);
        var octets = new byte[signature.Length];
        remainder.CopyTo(octets, octets.Length - remainder.Length);
        return octets;
    }

    // OpenSSL reads negative numbers as positive ones; Go does not.
    private static bool IsStrictSignature(ReadOnlySpan<byte> signature)
    {
        var input = new Der(signature);
        return input.TryRead(DerTag.Sequence, out var pair) && input.IsEmpty
            && pair.TryInteger(out var r) && pair.TryInteger(out var s) && pair.IsEmpty
            && PublicKeyReader.IsPositive(r.Of(signature)) && PublicKeyReader.IsPositive(s.Of(signature));
    }
}
