using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KubePki.Pki.Keys;

/// <summary>PKCS#12's own way from a passphrase to a key (RFC 7292, appendix B.2), over .NET's hashes.</summary>
internal static class Pkcs12Derivation
{
    public const byte ForKey = 1;

    public const byte ForVector = 2;

    public const byte ForMac = 3;

    /// <summary>Derives octets. A null passphrase is not the same as an empty one.</summary>
    public static byte[] Derive(HashAlgorithmName hash, ReadOnlySpan<char> passphrase, bool isNull, byte purpose, byte[] salt, int rounds,
        int length)
    {
        using var digest = IncrementalHash.CreateHash(hash);
        var (u, v) = (digest.HashLengthInBytes, hash == HashAlgorithmName.SHA384 || hash == HashAlgorithmName.SHA512 ? 128 : 64);
        var octets = new byte[isNull ? 0 : (passphrase.Length + 1) * 2];
        for (var i = 0; i < passphrase.Length && !isNull; i++)
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2 * i), passphrase[i]);
        var diversifier = new byte[v];
        diversifier.AsSpan().Fill(purpose);
        var (s, p) = (Stretch(salt, v), Stretch(octets, v));
        byte[] input = [.. s, .. p];
        var result = new byte[length];
        var a = new byte[u];
        for (var at = 0; at < length; at += u)
        {
            digest.AppendData(diversifier);
            digest.AppendData(input);
            digest.GetHashAndReset(a);
            for (var round = 1; round < rounds; round++)
            {
                digest.AppendData(a);
                digest.GetHashAndReset(a);
            }
            a.AsSpan(0, Math.Min(u, length - at)).CopyTo(result.AsSpan(at));
            AddToBlocks(input, Stretch(a, v), v);
        }
        foreach (var secret in (byte[][])[octets, p, input, a])
            CryptographicOperations.ZeroMemory(secret);
        return result;
    }

    // As often behind itself as fills whole blocks.
    private static byte[] Stretch(byte[] octets, int block)
    {
        var stretched = new byte[(octets.Length + block - 1) / block * block];
        for (var i = 0; i < stretched.Length; i++)
            stretched[i] = octets[i % octets.Length];
        return stretched;
    }

    // Each block of the input becomes (block + b + 1) modulo 2^8v.
    private static void AddToBlocks(byte[] input, byte[] b, int block)
    {
        for (var start = 0; start < input.Length; start += block)
        {
            var carry = 1;
            for (var i = block - 1; i >= 0; i--)
            {
                carry += input[start + i] + b[i];
                input[start + i] = (byte)carry;
                carry >>= 8;
            }
        }
    }
}
