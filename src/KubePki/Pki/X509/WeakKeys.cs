using System.Collections.Concurrent;
using System.Numerics;

namespace KubePki.Pki.X509;

/// <summary>Keys whose private part can be told by whoever sees the public one.</summary>
internal static class WeakKeys
{
    private const int Generator = 65537;

    // Private keys 1, 2, 3 … of a curve, as programs under test and broken generators make them.
    private const int SmallScalars = 256;

    private static readonly ConcurrentDictionary<NamedCurve, HashSet<string>> Multiples = new();

    // Small primes, and of each the remainders that powers of 65537 leave: what Infineon's library made its primes of (CVE-2017-15361).
    private static readonly (int Prime, bool[] Remainders)[] Roca = [.. new[]
    {
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    }.Select(prime => (prime, Powers(prime)))];

    /// <summary>Why a key is weak, by what takes no time to see; null when nothing here tells.</summary>
    /// <param name="key">The key.</param>
    /// <param name="whole">The encoding that it is part of.</param>
    public static string? FindFault(PublicKey key, ReadOnlySpan<byte> whole) => key.Kind switch
    {
        PublicKeyKind.Ecdsa when key.Curve is { } curve && IsSmallMultiple(curve, key.Key.Of(whole)) => "its private key is a small number",
        PublicKeyKind.Rsa when IsRoca(key.Key.Of(whole)) => "it was made by the library of CVE-2017-15361",
        _ => null,
    };

    /// <summary>
    /// Whether this is one of the few points of Curve25519 of a small order (RFC 7748, 7; RFC 8032): anybody can sign for such a key.
    /// </summary>
    /// <param name="key">The 32 octets of an Ed25519 key.</param>
    public static bool IsOfSmallOrder(ReadOnlySpan<byte> key) => key.Length == 32 && Ed25519.IsOfSmallOrder(key);

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

    // A point and its opposite have the same x, and private keys that are each other's opposite.
    private static bool IsSmallMultiple(NamedCurve curve, ReadOnlySpan<byte> point) =>
        Multiples.GetOrAdd(curve, MakeMultiples).Contains(Hex.Lower(point.Slice(1, curve.FieldLength)));

    private static HashSet<string> MakeMultiples(NamedCurve curve)
    {
        var multiples = new HashSet<string>(StringComparer.Ordinal);
        for (var scalar = 1; scalar <= SmallScalars; scalar++)
        {
            var point = KeyParser.PointOf(curve, [(byte)(scalar >> 8), (byte)scalar]);
            if (!point.IsEmpty)
                multiples.Add(Hex.Lower(point.Slice(1, curve.FieldLength)));
        }
        return multiples;
    }

    private static bool[] Powers(int prime)
    {
        var remainders = new bool[prime];
        for (var power = 1; !remainders[power]; power = (int)((long)power * Generator % prime))
            remainders[power] = true;
        return remainders;
    }
}
