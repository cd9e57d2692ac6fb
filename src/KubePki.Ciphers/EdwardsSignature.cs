using Org.BouncyCastle.Math.EC.Rfc8032;

namespace KubePki.Ciphers;

/// <summary>
/// Ed25519 (RFC 8032, 5.1), fast and in constant time. It is stricter than Go: it refuses public keys of small order and some encodings
/// that Go takes. So its yes counts, and its no is asked again elsewhere.
/// </summary>
public static class EdwardsSignature
{
    /// <summary>Whether the signature holds, by rules no looser than Go's.</summary>
    /// <param name="publicKey">The 32 bytes of the key.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="signature">The 64 bytes of the signature.</param>
    public static bool Accepts(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == Ed25519.PublicKeySize && signature.Length == Ed25519.SignatureSize
            && Ed25519.Verify(signature, publicKey, message);

    /// <summary>The public key of a private key's 32 bytes.</summary>
    /// <param name="seed">The private key.</param>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, key);
        return key;
    }
}
