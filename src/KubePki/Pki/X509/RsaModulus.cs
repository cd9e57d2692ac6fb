using System.Globalization;
using System.Numerics;

namespace KubePki.Pki.X509;

/// <summary>
/// Whether the modulus of an RSA key can be taken apart by whoever sees it. Ways that take a key's maker years are not tried: that nothing
/// is found proves no strength.
/// </summary>
internal static class RsaModulus
{
    // Trial division beyond it finds little, and takes as long as all the rest.
    private const int MostSmallPrime = 1 << 20;

    // Steps of Fermat's method: primes whose difference is below about 2^521 for 2048 bits. One is enough for a prime and the next one.
    private const int Steps = 1 << 16;

    // Steps where one prime is a simple fraction of the other (Lehman).
    private const int StepsOfFraction = 256;
    private const int MostMultiplier = 24;

    private static readonly Lazy<ulong[]> SmallPrimes = new(() => Montgomery.Limbs(Product(Primes(MostSmallPrime))));

    /// <summary>How it can be taken apart; null when none of the ways here does it.</summary>
    /// <param name="modulus">An odd number above 1.</param>
    public static string? FindFault(BigInteger modulus)
    {
        var montgomery = new Montgomery(modulus);
        if (!BigInteger.GreatestCommonDivisor(montgomery.Reduce(SmallPrimes.Value), modulus).IsOne)
            return string.Create(CultureInfo.InvariantCulture, $"its modulus has a prime factor below {MostSmallPrime}");
        // By Fermat's little theorem 2^n = 2 modulo n where n is prime, and modulo p where n is a power of p.
        var power = montgomery.TwoToModulus() - 2;
        if (power.IsZero)
            return "its modulus is a prime";
        if (IsClose(modulus))
            return "its primes are too close to each other or to a simple ratio (found by Fermat's method)";
        return BigInteger.GreatestCommonDivisor(power, modulus).IsOne ? null
            : "its modulus is a prime power or similarly easy to factor";
    }

    /// <summary>The product of numbers, each pair of them first: the time that big numbers take grows faster than their length.</summary>
    public static BigInteger Product(ReadOnlySpan<BigInteger> numbers) => numbers.Length switch
    {
        0 => BigInteger.One,
        1 => numbers[0],
        _ => Product(numbers[..(numbers.Length / 2)]) * Product(numbers[(numbers.Length / 2)..]),
    };

    // With n = pq and p/q near u/v, 4uvn = (pv + qu)² − (pv − qu)², and the second square is small.
    private static bool IsClose(BigInteger modulus)
    {
        for (var multiplier = 1; multiplier <= MostMultiplier; multiplier++)
        {
            var target = 4 * multiplier * modulus;
            var steps = multiplier == 1 ? Steps : StepsOfFraction;
            if (FindSquare(target, steps) is { } found && BigInteger.GreatestCommonDivisor(found, modulus) is { IsOne: false } divisor
                && divisor != modulus)
                return true;
        }
        return false;
    }

    // a + b with a² − target = b²; null when no a near the root does it.
    private static BigInteger? FindSquare(BigInteger target, int steps)
    {
        var root = SquareRoot(target);
        if (root * root < target)
            root++;
        var start = new SquareFilter(root, target);
        for (var step = 0; step < steps; step++)
        {
            if (!start.MayBeSquare(step))
                continue;
            var a = root + step;
            var square = (a * a) - target;
            var b = SquareRoot(square);
            if (b * b == square)
                return a + b;
        }
        return null;
    }

    /// <summary>The root, rounded down.</summary>
    internal static BigInteger SquareRoot(BigInteger number)
    {
        if (number < 4)
            return number.IsZero ? BigInteger.Zero : BigInteger.One;
        // The root of the upper half of the bits gives the upper half of the root; two steps of Newton's then do.
        var shift = Math.Max(1, (int)(number.GetBitLength() / 4));
        var root = (SquareRoot(number >> (2 * shift)) + 1) << shift;
        while (true)
        {
            var next = (root + (number / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    private static BigInteger[] Primes(int below)
    {
        var isComposite = new bool[below];
        var primes = new List<BigInteger>();
        for (var i = 3; i < below; i += 2)
        {
            if (isComposite[i])
                continue;
            primes.Add(i);
            for (var multiple = (long)i * i; multiple < below; multiple += 2 * i)
                isComposite[multiple] = true;
        }
        return [.. primes];
    }
}
