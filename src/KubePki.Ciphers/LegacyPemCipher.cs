using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Paddings;
using Org.BouncyCastle.Crypto.Parameters;

namespace KubePki.Ciphers;

/// <summary>
/// Decrypts what stands in a PEM block below a <c>DEK-Info</c> header (RFC 1421, with OpenSSL's way from passphrase to key: MD5, once).
/// .NET has no name for it. Engines are named one by one, and never looked up in the library's registries: those would bring all of it
/// along.
/// </summary>
public static class LegacyPemCipher
{
    // The salt is the start of the initialization vector.
    private const int SaltLength = 8;

    private static readonly Dictionary<string, (int KeyBits, int BlockLength,
        Func<IBlockCipher> Engine)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DES-CBC"] = (64, 8, () => new DesEngine()),
        ["DES-EDE-CBC"] = (128, 8, () => new DesEdeEngine()),
        ["DES-EDE3-CBC"] = (192, 8, () => new DesEdeEngine()),
        ["AES-128-CBC"] = (128, 16, () => new AesEngine()),
        ["AES-192-CBC"] = (192, 16, () => new AesEngine()),
        ["AES-256-CBC"] = (256, 16, () => new AesEngine()),
        ["CAMELLIA-128-CBC"] = (128, 16, () => new CamelliaEngine()),
        ["CAMELLIA-192-CBC"] = (192, 16, () => new CamelliaEngine()),
        ["CAMELLIA-256-CBC"] = (256, 16, () => new CamelliaEngine()),
        ["ARIA-128-CBC"] = (128, 16, () => new AriaEngine()),
        ["ARIA-192-CBC"] = (192, 16, () => new AriaEngine()),
        ["ARIA-256-CBC"] = (256, 16, () => new AriaEngine()),
        ["BF-CBC"] = (128, 8, () => new BlowfishEngine()),
        ["CAST5-CBC"] = (128, 8, () => new Cast5Engine()),
        ["IDEA-CBC"] = (128, 8, () => new IdeaEngine()),
        ["SEED-CBC"] = (128, 16, () => new SeedEngine()),
        ["RC2-CBC"] = (128, 8, () => new RC2Engine()),
        ["RC2-64-CBC"] = (64, 8, () => new RC2Engine()),
        ["RC2-40-CBC"] = (40, 8, () => new RC2Engine()),
    };

    /// <summary>The length of a cipher's initialization vector in bytes; 0 for a cipher that is not known.</summary>
    /// <param name="name">The cipher as the header names it, <c>AES-256-CBC</c>.</param>
    public static int VectorLength(string name) => Known.TryGetValue(name, out var cipher) ? cipher.BlockLength : 0;

    /// <summary>Decrypts; null when the padding is wrong, which a wrong passphrase makes it in 255 cases of 256.</summary>
    /// <param name="name">The cipher as the header names it; one that is known.</param>
    /// <param name="vector">The initialization vector.</param>
    /// <param name="passphrase">The passphrase's bytes.</param>
    /// <param name="data">What is encrypted.</param>
    public static byte[]? Decrypt(string name, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> data)
    {
        var (keyBits, blockLength, engine) = Known[name];
        if (vector.Length != blockLength || data.IsEmpty || data.Length % blockLength != 0)
            return null;
        var derivation = new OpenSslPbeParametersGenerator();
        derivation.Init(passphrase, vector[..SaltLength]);
        var key = (KeyParameter)derivation.GenerateDerivedMacParameters(keyBits);
        var cipher = new PaddedBufferedBlockCipher(new CbcBlockCipher(engine()), new Pkcs7Padding());
        cipher.Init(forEncryption: false, new ParametersWithIV(engine() is RC2Engine ? new RC2Parameters(key.GetKey(), keyBits) : key,
            vector));
        var plain = new byte[cipher.GetOutputSize(data.Length)];
        try
        {
            var length = cipher.ProcessBytes(data, plain);
            length += cipher.DoFinal(plain.AsSpan(length));
            return plain.AsSpan(0, length).ToArray();
        }
        catch (InvalidCipherTextException)
        {
            return null;
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain);
        }
    }
}
