using System.Security.Cryptography;

namespace KubePki.Pki.X509;

/// <summary>Octets as hexadecimal text.</summary>
internal static class Hex
{
    /// <summary>Lower case without separators.</summary>
    public static string Lower(ReadOnlySpan<byte> octets)
    {
        Span<char> text = octets.Length <= 64 ? stackalloc char[128] : new char[octets.Length * 2];
        for (var i = 0; i < octets.Length; i++)
        {
            text[2 * i] = "0123456789abcdef"[octets[i] >> 4];
            text[(2 * i) + 1] = "0123456789abcdef"[octets[i] & 15];
        }
        return new string(text[..(2 * octets.Length)]);
    }

    /// <summary>The SHA-256 of these octets.</summary>
    public static string Sha256(ReadOnlySpan<byte> octets)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets, hash);
        return Lower(hash);
    }
}
