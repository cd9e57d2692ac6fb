using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>
/// An RSA key of numbers that a test chooses, and that the platform would not make. It signs, so that its owner proves to have it.
/// </summary>
internal sealed record WeakRsa(BigInteger Modulus, BigInteger Exponent, BigInteger Private)
{
    private static readonly ConcurrentDictionary<string, BigInteger> Known = new(StringComparer.Ordinal);

    // DigestInfo of SHA-256 (RFC 8017, 9.2).
    private static readonly byte[] Prefix = Convert.FromHexString("3031300d060960864801650304020105000420");

    public byte[] PublicKeyInfo => Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.1"), Tlv.Null),
        Tlv.Bits(Tlv.Sequence(Tlv.Of(2, Signed(Modulus)), Tlv.Of(2, Signed(Exponent)))));

    /// <summary>The key of two primes, with the exponent that it is to have.</summary>
    public static WeakRsa Of(BigInteger p, BigInteger q, long exponent = 65537) =>
        new(p * q, exponent, Inverse(exponent, (p - 1) * (q - 1)));

    /// <summary>The key of a power of a prime.</summary>
    public static WeakRsa OfPower(BigInteger p, int power, long exponent = 65537) =>
        new(BigInteger.Pow(p, power), exponent, Inverse(exponent, BigInteger.Pow(p, power - 1) * (p - 1)));

    /// <summary>A prime of so many bits, the same for one name throughout a run.</summary>
    public static BigInteger Prime(int bits, string name) => Known.GetOrAdd($"{bits} {name}", _ =>
    {
        using var rsa = RSA.Create(2 * bits);
        return new BigInteger(rsa.ExportParameters(true).P!, isUnsigned: true, isBigEndian: true);
    });

    /// <summary>The first prime above a number.</summary>
    public static BigInteger NextPrime(BigInteger above)
    {
        var candidate = above + (above.IsEven ? 1 : 2);
        while (!IsPrime(candidate))
            candidate += 2;
        return candidate;
    }

    /// <summary>PKCS#1 v1.5 over SHA-256.</summary>
    public byte[] Sign(byte[] data)
    {
        var length = (int)((Modulus.GetBitLength() + 7) / 8);
        byte[] digest = [.. Prefix, .. SHA256.HashData(data)];
        byte[] padded = [0, 1, .. Enumerable.Repeat((byte)0xff, length - digest.Length - 3), 0, .. digest];
        var signature = BigInteger.ModPow(new BigInteger(padded, isUnsigned: true, isBigEndian: true), Private, Modulus)
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - signature.Length], .. signature];
    }

    /// <summary>A request with this key.</summary>
    public CsrDraft In(CsrDraft draft) => draft with { Request = draft.Request with { PublicKeyInfo = PublicKeyInfo, Signer = Sign } };

    private static bool IsPrime(BigInteger number)
    {
        foreach (var small in new[] { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97 })
        {
            if ((number % small).IsZero)
                return false;
        }
        return BigInteger.ModPow(2, number - 1, number).IsOne && BigInteger.ModPow(3, number - 1, number).IsOne;
    }

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (a, b, x, y) = (value, modulus, BigInteger.One, BigInteger.Zero);
        while (!b.IsZero)
        {
            var quotient = a / b;
            (a, b) = (b, a - (quotient * b));
            (x, y) = (y, x - (quotient * y));
        }
        return a.IsOne ? ((x % modulus) + modulus) % modulus : BigInteger.One;
    }

    private static byte[] Signed(BigInteger value) => value.ToByteArray(isBigEndian: true);
}
