using System.Globalization;
using System.Numerics;

namespace KubePki.Pki.X509;

/// <summary>The NIST curves, the only ones that Go knows (SEC 2, section 2).</summary>
internal sealed class NamedCurve
{
    private readonly BigInteger _p;
    private readonly BigInteger _b;
    private readonly BigInteger _order;

    private NamedCurve(string name, int bits, byte[] oid, string p, string b, string order)
    {
        Name = name;
        Bits = bits;
        OidOctets = oid;
        _p = BigInteger.Parse("0" + p, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _b = BigInteger.Parse("0" + b, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _order = BigInteger.Parse("0" + order, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public static NamedCurve P224 { get; } = new("P-224", 224, [0x2b, 0x81, 0x04, 0x00, 0x21],
        "ffffffffffffffffffffffffffffffff000000000000000000000001",
        "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
        "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d");

    public static NamedCurve P256 { get; } = new("P-256", 256, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    public static NamedCurve P384 { get; } = new("P-384", 384, [0x2b, 0x81, 0x04, 0x00, 0x22],
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    public static NamedCurve P521 { get; } = new("P-521", 521, [0x2b, 0x81, 0x04, 0x00, 0x23],
        "01ff" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109"
            + "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    private static readonly NamedCurve[] All = [P224, P256, P384, P521];

    public string Name { get; }

    public int Bits { get; }

    public byte[] OidOctets { get; }

    /// <summary>How many bytes a coordinate has.</summary>
    public int FieldLength => (Bits + 7) / 8;

    public static NamedCurve? FromOid(ReadOnlySpan<byte> oid)
    {
        foreach (var curve in All)
        {
            if (oid.SequenceEqual(curve.OidOctets))
                return curve;
        }
        return null;
    }

    /// <summary>Whether a number is below the order of the group, as private keys must be.</summary>
    public bool IsBelowOrder(ReadOnlySpan<byte> number) => new BigInteger(number, isUnsigned: true, isBigEndian: true) < _order;

    /// <summary>Whether this is an uncompressed point of the curve: y² = x³ − 3x + b (mod p).</summary>
    public bool HasPoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != 1 + (2 * FieldLength) || point[0] != 4)
            return false;
        var x = new BigInteger(point.Slice(1, FieldLength), isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(point[(1 + FieldLength)..], isUnsigned: true, isBigEndian: true);
        return x < _p && y < _p && ((y * y) - (x * x * x) + (3 * x) - _b) % _p == BigInteger.Zero;
    }
}
