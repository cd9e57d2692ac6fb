using System.Numerics;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Whether the numbers of an RSA key belong together, as Go's PrivateKey.Validate wants it.</summary>
internal static class RsaKeyCheck
{
    public static bool IsValid(BigInteger n, long e, BigInteger d, IReadOnlyList<BigInteger> primes, BigInteger?[] crt, GoVersion go)
    {
        if (e is < 2 or > int.MaxValue)
            return false;
        var product = BigInteger.One;
        foreach (var prime in primes)
        {
            if (prime <= BigInteger.One)
                return false;
            product *= prime;
        }
        if (product != n)
            return false;
        // d·e ≡ 1 (mod p − 1) for each prime p.
        var one = (d * e) - 1;
        foreach (var prime in primes)
        {
            if (!(one % (prime - 1)).IsZero)
                return false;
        }
        return go.Minor < 24 || IsValidSince24(n, e, d, primes, crt);
    }

    // Go 1.24 also looks at the numbers for the Chinese remainder, and at keys that are easily factored.
    private static bool IsValidSince24(BigInteger n, long e, BigInteger d, IReadOnlyList<BigInteger> primes, BigInteger?[] crt)
    {
        if (n.IsEven || (e & 1) == 0)
            return false;
        if (primes.Count > 2)
            return true;
        var (p, q) = (primes[0], primes[1]);
        var half = n.GetBitLength() / 2;
        if (BigInteger.Abs(p - q).GetBitLength() <= half - 100 || d.GetBitLength() <= half)
            return false;
        return (crt[0] is not { } dp || dp == d % (p - 1)) && (crt[1] is not { } dq || dq == d % (q - 1))
            && (crt[2] is not { } inverse || (inverse < p && (inverse * q % p).IsOne));
    }
}
