using System.Numerics;
using KubePki.Ciphers;

namespace KubePki.Pki.X509.Go;

/// <summary>
/// Reads private keys with the strictness of Go's ParsePKCS1PrivateKey, ParsePKCS8PrivateKey and ParseECPrivateKey: null where Go fails.
/// <see cref="KeyParser"/> reads more, for people.
/// </summary>
internal static class GoKeyReader
{
    // 65,536 bits. Arithmetic with longer numbers would take its time, and no component uses them.
    private const int MaxOctets = 8 * 1024;

    /// <summary>PKCS#1 (RFC 8017, A.1.2). Nothing may follow it.</summary>
    public static GoPrivateKey? ReadPkcs1(ReadOnlySpan<byte> der, GoVersion go)
    {
        var input = new Asn1Fields(der);
        if (!input.TryRead(DerTag.Sequence, out var sequence) || !input.IsEmpty)
            return null;
        var key = new Asn1Fields(sequence);
        if (!key.TryInt64(out var version) || !TryBig(ref key, out var n) || !key.TryInt64(out var e) || !TryBig(ref key, out var d)
            || !TryBig(ref key, out var p) || !TryBig(ref key, out var q) || !TryRemainders(ref key, out var remainders))
            return null;
        var primes = new List<BigInteger> { p, q };
        if (!TryMorePrimes(ref key, primes) || version > 1 || n.Sign <= 0
            || d.Sign <= 0 || !RsaKeyCheck.IsValid(n, e, d, primes, remainders, go))
            return null;
        return new GoPrivateKey(PublicKeyKind.Rsa, null, n.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    private static bool TryRemainders(ref Asn1Fields key, out BigInteger?[] remainders)
    {
        remainders = new BigInteger?[3];
        for (var i = 0; i < remainders.Length; i++)
        {
            if (!key.TryOptionalInteger(out var present, out var value) || value.Length > MaxOctets)
                return false;
            if (present)
                remainders[i] = new BigInteger(value, isBigEndian: true);
        }
        return true;
    }

    private static bool TryMorePrimes(ref Asn1Fields key, List<BigInteger> primes)
    {
        if (!key.TryOptional(DerTag.Sequence, out _, out var content))
            return false;
        var list = new Asn1Fields(content);
        while (!list.IsEmpty)
        {
            if (primes.Count > MaxOctets || !list.TryRead(DerTag.Sequence, out var item))
                return false;
            var fields = new Asn1Fields(item);
            if (!TryBig(ref fields, out var prime) || !fields.TryInteger(out _) || !fields.TryInteger(out _))
                return false;
            primes.Add(prime);
        }
        return true;
    }

    /// <summary>PKCS#8 (RFC 5958). What follows it is overlooked.</summary>
    public static GoPrivateKey? ReadPkcs8(ReadOnlySpan<byte> der, GoVersion go)
    {
        if (!new Asn1Fields(der).TryRead(DerTag.Sequence, out var sequence))
            return null;
        var key = new Asn1Fields(sequence);
        if (!key.TryInt64(out _) || !key.TryRead(DerTag.Sequence, out var identifier))
            return null;
        var algorithm = new Asn1Fields(identifier);
        var parameters = ReadOnlySpan<byte>.Empty;
        if (!algorithm.TryRead(DerTag.Oid, out var oid) || !Oid.IsValid(oid, minimal: true)
            || (!algorithm.IsEmpty && !algorithm.TryAny(out parameters))
            || !key.TryRead(DerTag.OctetString, out var inner))
            return null;
        if (oid.SequenceEqual(Oid.Rsa))
            return ReadPkcs1(inner, go);
        if (oid.SequenceEqual(Oid.Ec))
        {
            var hasCurve = new Asn1Fields(parameters).TryRead(DerTag.Oid, out var curve) && Oid.IsValid(curve, minimal: true);
            return ReadSec1(inner, hasCurve ? curve : default, go);
        }
        if (LatticeParameters.FromOid(oid) is { } lattice && go.Minor >= 27)
            return parameters.Length == 0 ? ReadLattice(lattice, inner) : null;
        if (parameters.Length != 0 || !new Asn1Fields(inner).TryRead(DerTag.OctetString, out var seed) || seed.Length != 32)
            return null;
        if (oid.SequenceEqual(Oid.Ed25519))
            return new GoPrivateKey(PublicKeyKind.Ed25519, null, EdwardsSignature.PublicKey(seed));
        return oid.SequenceEqual(Oid.X25519) && go.Minor >= 20 ? new GoPrivateKey(PublicKeyKind.X25519, null, []) : null;
    }

    // RFC 9881, section 6. Of the three forms Go reads the seed alone.
    private static GoPrivateKey? ReadLattice(LatticeParameters lattice, ReadOnlySpan<byte> key) =>
        key is [0x80, LatticeParameters.SeedLength, ..] && key.Length == 2 + LatticeParameters.SeedLength
            && lattice.PublicKeyOf(new Der(key)) is { } publicKey
            ? new GoPrivateKey(PublicKeyKind.MLDsa, null, publicKey) : null;

    /// <summary>SEC1 (RFC 5915), the curve perhaps told from outside. What follows it is overlooked.</summary>
    public static GoPrivateKey? ReadSec1(ReadOnlySpan<byte> der, ReadOnlySpan<byte> curveOid, GoVersion go)
    {
        if (!new Asn1Fields(der).TryRead(DerTag.Sequence, out var sequence))
            return null;
        var key = new Asn1Fields(sequence);
        if (!key.TryInt64(out var version) || !key.TryRead(DerTag.OctetString, out var scalar)
            || !key.TryExplicit(0, DerTag.Oid, out var hasCurve, out var ownCurve) || (hasCurve && !Oid.IsValid(ownCurve, minimal: true))
            || !key.TryExplicit(1, DerTag.BitString, out var hasPoint, out var point) || (hasPoint && !Der.HasValidPadding(point)))
            return null;
        if (version != 1 || NamedCurve.FromOid(curveOid.IsEmpty ? ownCurve : curveOid) is not { } curve)
            return null;
        // Leading zeros are too many, but Go overlooks them.
        var digits = scalar.TrimStart((byte)0);
        if (digits.Length > curve.FieldLength || !curve.IsBelowOrder(digits))
            return null;
        if (digits.IsEmpty)
            return go.Minor >= 25 ? null : new GoPrivateKey(PublicKeyKind.Ecdsa, curve, []);
        return new GoPrivateKey(PublicKeyKind.Ecdsa, curve, KeyParser.PointOf(curve, digits).ToArray());
    }

    private static bool TryBig(ref Asn1Fields input, out BigInteger value)
    {
        value = default;
        if (!input.TryInteger(out var octets) || octets.Length > MaxOctets)
            return false;
        value = new BigInteger(octets, isBigEndian: true);
        return true;
    }
}
