using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using KubePki.Ciphers;

namespace KubePki.Pki.X509;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032, 5.1.7) as Go does, to the last key of small order. The bridge's yes, which is quick, is Go's yes,
/// too; its no is asked again here. Only public values are handled, so time need not be constant.
/// </summary>
internal static class Ed25519
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger SqrtMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Base = Decode(
        Convert.FromHexString("5866666666666666666666666666666666666666666666666666666666666666"))!.Value;

    // Extended homogeneous coordinates: x = X/Z, y = Y/Z, xy = T/Z.
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);

    /// <summary>Whether Go takes the signature.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        EdwardsSignature.Accepts(publicKey, message, signature) || VerifySlowly(publicKey, message, signature);

    /// <summary>The same, by arithmetic of our own alone.</summary>
    public static bool VerifySlowly(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64 || Decode(publicKey) is not { } a)
            return false;
        var s = Little(signature[32..]);
        if (s >= L)
            return false;
        var k = Little(SHA512.HashData((byte[])[.. signature[..32], .. publicKey, .. message])) % L;
        // R = sB − kA, compared by its encoding as Go does.
        var minusA = a with { X = Mod(-a.X), T = Mod(-a.T) };
        return Encode(Add(Multiply(s, Base), Multiply(k, minusA))).AsSpan().SequenceEqual(signature[..32]);
    }

    /// <summary>
    /// Whether eight times the point is nothing: then its signatures prove nothing. What is no point is not of a small order.
    /// </summary>
    public static bool IsOfSmallOrder(ReadOnlySpan<byte> publicKey)
    {
        if (Decode(publicKey) is not { } point)
            return false;
        var eight = Multiply(8, point);
        return Mod(eight.X).IsZero && Mod(eight.Y - eight.Z).IsZero;
    }

    private static Point Add(Point a, Point b)
    {
        var aa = Mod((a.Y - a.X) * (b.Y - b.X));
        var bb = Mod((a.Y + a.X) * (b.Y + b.X));
        var cc = Mod(2 * a.T * b.T * D);
        var dd = Mod(2 * a.Z * b.Z);
        var (e, f, g, h) = (bb - aa, dd - cc, dd + cc, bb + aa);
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static Point Multiply(BigInteger scalar, Point point)
    {
        var result = new Point(0, 1, 1, 0);
        for (; scalar > 0; scalar >>= 1)
        {
            if (!scalar.IsEven)
                result = Add(result, point);
            point = Add(point, point);
        }
        return result;
    }

    private static Point? Decode(ReadOnlySpan<byte> octets)
    {
        var value = Little(octets);
        var isOdd = value >> 255 == 1;
        var y = value & ((BigInteger.One << 255) - 1);
        // x² = (y² − 1) / (dy² + 1); a non-canonical y is taken, as Go takes it.
        y = Mod(y);
        var xx = Mod(((y * y) - 1) * Inverse(Mod((D * y * y) + 1)));
        var x = BigInteger.ModPow(xx, (P + 3) / 8, P);
        if (Mod((x * x) - xx) != 0)
            x = Mod(x * SqrtMinusOne);
        if (Mod((x * x) - xx) != 0)
            return null;
        if (x.IsEven == isOdd)
            x = Mod(-x);
        return new Point(x, y, 1, Mod(x * y));
    }

    private static byte[] Encode(Point point)
    {
        var z = Inverse(point.Z);
        var (x, y) = (Mod(point.X * z), Mod(point.Y * z));
        var octets = new byte[32];
        y.TryWriteBytes(octets, out _, isUnsigned: true);
        octets[31] |= (byte)(x.IsEven ? 0 : 0x80);
        return octets;
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Little(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true);

    private static BigInteger Mod(BigInteger value)
    {
        var remainder = value % P;
        return remainder.Sign < 0 ? remainder + P : remainder;
    }
}
