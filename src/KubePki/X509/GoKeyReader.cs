using System.Numerics;

namespace KubePki.X509;

/// <summary>
/// Reads private keys with the strictness of Go's ParsePKCS1PrivateKey, ParsePKCS8PrivateKey and ParseECPrivateKey: null where Go fails.
/// <see cref="KeyParser"/> reads more, for people.
/// </summary>
internal static class GoKeyReader
{
    /// <summary>PKCS#1 (RFC 8017, A.1.2). Nothing may follow it.</summary>
    public static GoPrivateKey? ReadPkcs1(ReadOnlySpan<byte> der, GoVersion go)
    {
        var input = new Der(der);
        if (!input.TryRead(DerTag.Sequence, out var key) || !input.IsEmpty || !key.TryInt64(out var version) || version > 1
            || !TryBig(ref key, der, out var n) || !key.TryInt64(out var e) || !TryBig(ref key, der, out var d)
            || !TryBig(ref key, der, out var p) || !TryBig(ref key, der, out var q))
            return null;
        var crt = new BigInteger?[3];
        for (var i = 0; i < 3; i++)
        {
            if (!key.NextIs(DerTag.Integer))
                continue;
            if (!TryBig(ref key, der, out var value))
                return null;
            crt[i] = value;
        }
        var primes = new List<BigInteger> { p, q };
        if (key.NextIs(DerTag.Sequence) && !TryMorePrimes(ref key, der, primes))
            return null;
        if (n.Sign <= 0 || d.Sign <= 0 || !RsaKeyCheck.IsValid(n, e, d, primes, crt, go))
            return null;
        return new GoPrivateKey(PublicKeyKind.Rsa, null, n.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    private static bool TryMorePrimes(ref Der key, ReadOnlySpan<byte> whole, List<BigInteger> primes)
    {
        if (!key.TryRead(DerTag.Sequence, out var list))
            return false;
        while (!list.IsEmpty)
        {
            if (!list.TryRead(DerTag.Sequence, out var item) || !TryBig(ref item, whole, out var prime)
                || !item.TryInteger(out _) || !item.TryInteger(out _))
                return false;
            primes.Add(prime);
        }
        return true;
    }

    /// <summary>PKCS#8 (RFC 5958). What follows it is overlooked.</summary>
    public static GoPrivateKey? ReadPkcs8(ReadOnlySpan<byte> der, GoVersion go)
    {
        if (!new Der(der).TryRead(DerTag.Sequence, out var key) || !key.TryInt64(out _) || !key.TryRead(DerTag.Sequence, out var algorithm)
            || !algorithm.TryOid(out var oid, minimal: false) || !PublicKeyReader.TryParameters(ref algorithm, out var parameters)
            || !key.TryRead(DerTag.OctetString, out var inner))
            return null;
        if (oid.SequenceEqual(Oid.Rsa))
            return ReadPkcs1(inner.Rest, go);
        if (oid.SequenceEqual(Oid.Ec))
        {
            var hasCurve = new Der(parameters.Of(der)).TryOid(out var curve, minimal: false);
            return ReadSec1(inner.Rest, hasCurve ? curve : default, go);
        }
        if (parameters.Length != 0 || !new Der(inner.Rest).TryRead(DerTag.OctetString, out var seed) || seed.Rest.Length != 32)
            return null;
        if (oid.SequenceEqual(Oid.Ed25519))
            return new GoPrivateKey(PublicKeyKind.Ed25519, null, Ed25519.PublicKey(seed.Rest));
        return oid.SequenceEqual(Oid.X25519) && go.Minor >= 20 ? new GoPrivateKey(PublicKeyKind.X25519, null, []) : null;
    }

    /// <summary>SEC1 (RFC 5915), the curve perhaps told from outside. What follows it is overlooked.</summary>
    public static GoPrivateKey? ReadSec1(ReadOnlySpan<byte> der, ReadOnlySpan<byte> curveOid, GoVersion go)
    {
        if (!new Der(der).TryRead(DerTag.Sequence, out var key) || !key.TryInt64(out var version) || !key.TryRead(DerTag.OctetString, out var scalar))
            return null;
        var inner = ReadOnlySpan<byte>.Empty;
        if (key.TryRead(DerTag.ContextConstructed(0), out var curveField) && !curveField.TryOid(out inner, minimal: false))
            return null;
        if (key.TryRead(DerTag.ContextConstructed(1), out var pointField) && !pointField.TryBitString(out _, out _))
            return null;
        if (version != 1 || NamedCurve.FromOid(curveOid.IsEmpty ? inner : curveOid) is not { } curve)
            return null;
        // Leading zeros are too many, but Go overlooks them.
        var digits = scalar.Rest.TrimStart((byte)0);
        if (digits.Length > curve.FieldLength || !curve.IsBelowOrder(digits))
            return null;
        if (digits.IsEmpty)
            return go.Minor >= 25 ? null : new GoPrivateKey(PublicKeyKind.Ecdsa, curve, []);
        return new GoPrivateKey(PublicKeyKind.Ecdsa, curve, KeyParser.PointOf(curve, digits).ToArray());
    }

    private static bool TryBig(ref Der input, ReadOnlySpan<byte> whole, out BigInteger value)
    {
        value = default;
        if (!input.TryInteger(out var slice))
            return false;
        value = new BigInteger(slice.Of(whole), isBigEndian: true);
        return true;
    }
}
