using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace KubePki.Ciphers;

/// <summary>
/// ML-DSA (FIPS 204) as certificates use it: pure, without a context (RFC 9881). .NET has it only where the system's OpenSSL does.
/// </summary>
public static class ModuleLatticeSignature
{
    /// <summary>Whether the signature holds. Never throws for keys and signatures of the right length.</summary>
    /// <param name="parameterSet">44, 65 or 87.</param>
    /// <param name="publicKey">The encoded public key.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="signature">The encoded signature.</param>
    public static bool Verify(int parameterSet, byte[] publicKey, ReadOnlySpan<byte> message, byte[] signature)
    {
        var parameters = ParametersOf(parameterSet);
        var signer = new MLDsaSigner(parameters, deterministic: true);
        signer.Init(false, MLDsaPublicKeyParameters.FromEncoding(parameters, publicKey));
        signer.BlockUpdate(message);
        return signer.VerifySignature(signature);
    }

    /// <summary>The public key of a private key that is kept as its 32 bytes of seed.</summary>
    /// <param name="parameterSet">44, 65 or 87.</param>
    /// <param name="seed">The seed.</param>
    public static byte[] PublicKeyOfSeed(int parameterSet, byte[] seed) =>
        MLDsaPrivateKeyParameters.FromSeed(ParametersOf(parameterSet), seed).GetPublicKeyEncoded();

    /// <summary>The public key of a private key in expanded form; null when its parts do not belong together.</summary>
    /// <param name="parameterSet">44, 65 or 87.</param>
    /// <param name="expanded">The expanded key.</param>
    public static byte[]? PublicKeyOfExpanded(int parameterSet, byte[] expanded)
    {
        try
        {
            return MLDsaPrivateKeyParameters.FromEncoding(ParametersOf(parameterSet), expanded).GetPublicKeyEncoded();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static MLDsaParameters ParametersOf(int parameterSet) => parameterSet switch
    {
        44 => MLDsaParameters.ml_dsa_44,
        65 => MLDsaParameters.ml_dsa_65,
        87 => MLDsaParameters.ml_dsa_87,
        _ => throw new ArgumentOutOfRangeException(nameof(parameterSet)),
    };
}
