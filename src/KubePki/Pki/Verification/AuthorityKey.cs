using System.Numerics;
using KubePki.Pki.X509;

namespace KubePki.Pki.Verification;

/// <summary>The public key of a CA, ready to check signatures. One for each key; several certificates may share it.</summary>
internal sealed class AuthorityKey
{
    private readonly ParsedCertificate _certificate;
    private readonly object _gate = new();
    private readonly VerifyingKey? _key;

    public AuthorityKey(ParsedCertificate certificate)
    {
        _certificate = certificate;
        _key = certificate.PublicKey is { } key ? new VerifyingKey(certificate.Raw, key) : null;
    }

    /// <summary>The key itself.</summary>
    public PublicKey PublicKey => _certificate.PublicKey!;

    /// <summary>Whether a certificate is signed as keys of this kind sign: else there is nothing to check.</summary>
    public bool IsOfKind(ParsedCertificate child) => child.SignatureAlgorithm?.Key == _certificate.PublicKey?.Kind;

    /// <summary>
    /// Whether this key made the signature of <paramref name="child"/>. Never throws. <paramref name="wrapsAround"/>: whether an RSA
    /// signature beyond the modulus counts as its remainder, as it did up to Go 1.19.
    /// </summary>
    public bool Signed(ParsedCertificate child, bool wrapsAround = false)
    {
        if (_key is null || _certificate.PublicKey is not { } key || child.SignatureAlgorithm is not { } algorithm)
            return false;
        if (child.Signer is { } signer && HasThisKey(signer))
            return true;
        var whole = child.Raw.Span;
        var signature = RightAligned(child.Signature.Of(whole), child.SignatureUnusedBits);
        if (wrapsAround && key.Kind == PublicKeyKind.Rsa)
            signature = Remainder(key, signature);
        // Instances are not promised to be safe for several threads.
        lock (_gate)
        {
            if (!_key.Signed(child.Tbs.Of(whole), algorithm, signature))
                return false;
        }
        if (!wrapsAround)
            child.Signer = _certificate;
        return true;
    }

    private bool HasThisKey(ParsedCertificate other) => ReferenceEquals(other, _certificate)
        || other.PublicKeyInfo.Of(other.Raw.Span).SequenceEqual(_certificate.PublicKeyInfo.Of(_certificate.Raw.Span));

    /// <summary>What Go's mldsa says of a signature that an ML-DSA key has not made.</summary>
    public string? LatticeComplaint(ParsedCertificate child)
    {
        var whole = child.Raw.Span;
        var key = _certificate.PublicKey!;
        return key.Lattice!.Complaint(key.Key.Of(_certificate.Raw.Span), child.Tbs.Of(whole),
            RightAligned(child.Signature.Of(whole), child.SignatureUnusedBits));
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
        var remainder = (new BigInteger(signature, isUnsigned: true, isBigEndian: true) % n)
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        var octets = new byte[signature.Length];
        remainder.CopyTo(octets, octets.Length - remainder.Length);
        return octets;
    }
}
