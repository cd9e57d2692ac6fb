using System.Security.Cryptography;

namespace KubePki.Pki.X509;

/// <summary>A public key of an encoding, ready to check signatures as Go does. Not safe for several threads at once.</summary>
internal sealed class VerifyingKey(ReadOnlyMemory<byte> whole, PublicKey key) : IDisposable
{
    private AsymmetricAlgorithm? _algorithm;

    /// <summary>Whether this key made the signature. Never throws.</summary>
    public bool Signed(ReadOnlySpan<byte> data, SignatureAlgorithm algorithm, ReadOnlySpan<byte> signature)
    {
        if (algorithm.Key != key.Kind)
            return false;
        if (key.Kind == PublicKeyKind.Ed25519)
            return Ed25519.Verify(key.Key.Of(whole.Span), data, signature);
        if (key.Lattice is { } lattice)
            return algorithm.Name == lattice.Name && lattice.Complaint(key.Key.Of(whole.Span), data, signature) is null;
        if (algorithm.Hash is not { } hash)
            return false;
        try
        {
            return key.Kind switch
            {
                PublicKeyKind.Rsa =>
                    Rsa().VerifyData(data, signature, hash, algorithm.IsPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
                PublicKeyKind.Ecdsa => key.Curve is { } curve && IsStrict(signature)
                    && Ecdsa(curve).VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // A key or a hash that the platform does not take: then it did not verify.
            return false;
        }
    }

    public void Dispose() => _algorithm?.Dispose();

    private RSA Rsa() => (RSA)(_algorithm ??= RSA.Create(new RSAParameters
    {
        Modulus = key.Key.Of(whole.Span).TrimStart((byte)0).ToArray(),
        Exponent = key.Exponent.Of(whole.Span).TrimStart((byte)0).ToArray(),
    }));

    private ECDsa Ecdsa(NamedCurve curve)
    {
        var point = key.Key.Of(whole.Span);
        return (ECDsa)(_algorithm ??= ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue(KubePki.Pki.X509.Oid.Dotted(curve.OidOctets)),
            Q = new ECPoint
            {
                X = point.Slice(1, curve.FieldLength).ToArray(),
                Y = point[(1 + curve.FieldLength)..].ToArray(),
            },
        }));
    }

    // OpenSSL reads negative numbers as positive ones; Go does not.
    private static bool IsStrict(ReadOnlySpan<byte> signature)
    {
        var input = new Der(signature);
        return input.TryRead(DerTag.Sequence, out var pair) && input.IsEmpty
            && pair.TryInteger(out var r) && pair.TryInteger(out var s) && pair.IsEmpty
            && PublicKeyReader.IsPositive(r.Of(signature)) && PublicKeyReader.IsPositive(s.Of(signature));
    }
}
