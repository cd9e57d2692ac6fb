using System.Numerics;

namespace KubePki.X509;

/// <summary>RSA keys that are known to be weak by the look of their modulus.</summary>
internal static class WeakKeys
{
    private const int Generator = 65537;

    // Small primes, and of each the remainders that powers of 65537 leave: what Infineon's library made its primes of (CVE-2017-15361).
    private static readonly (int Prime, bool[] Remainders)[] Roca = [.. new[]
    {
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    }.Select(prime => (prime, Powers(prime)))];

    /// <summary>Whether a modulus was made by the library of CVE-2017-15361 (ROCA), whose keys can be factored.</summary>
    public static bool IsRoca(ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        foreach (var (prime, remainders) in Roca)
        {
            if (!remainders[(int)(n % prime)])
                return false;
        }
        return true;
    }

    private static bool[] Powers(int prime)
    {
        var remainders = new bool[prime];
        for (var power = 1; !remainders[power]; power = (int)((long)power * Generator % prime))
            remainders[power] = true;
        return remainders;
    }
}
