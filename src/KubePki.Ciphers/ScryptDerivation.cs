using Org.BouncyCastle.Crypto.Generators;

namespace KubePki.Ciphers;

/// <summary>scrypt (RFC 7914), which <c>openssl pkcs8 -scrypt</c> uses and .NET does not have.</summary>
public static class ScryptDerivation
{
    /// <summary>
    /// Derives a key. It takes 128 · <paramref name="cost"/> · <paramref name="blockSize"/> bytes of memory: the caller sets the bounds.
    /// </summary>
    /// <param name="passphrase">The passphrase's bytes.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="cost">N, a power of two above 1.</param>
    /// <param name="blockSize">r.</param>
    /// <param name="parallelization">p.</param>
    /// <param name="length">How many bytes the key is to have.</param>
    public static byte[] Derive(byte[] passphrase, byte[] salt, int cost, int blockSize, int parallelization, int length) =>
        SCrypt.Generate(passphrase, salt, cost, blockSize, parallelization, length);
}
