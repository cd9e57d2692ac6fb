using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KubePki.Pki.X509;

/// <summary>Octets that may be a private key.</summary>
internal static class SecretBytes
{
    /// <summary>Overwrites the array behind a memory; one that is none's own stays.</summary>
    public static void Wipe(ReadOnlyMemory<byte> octets)
    {
        if (MemoryMarshal.TryGetArray(octets, out var array))
            CryptographicOperations.ZeroMemory(array);
    }
}
