using System.Security.Cryptography;
using KubePki.Ciphers;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>
/// Reads private and public keys: PKCS#1 (RFC 8017), SEC1 (RFC 5915), PKCS#8 (RFC 5958), PKIX. Only the public part leaves; the caller
/// owns, and wipes, the octets.
/// </summary>
internal static class KeyParser
{
    /// <summary>Whether a PEM label names a key of any kind.</summary>
    public static bool IsKeyLabel(string label) =>
        label.EndsWith("PRIVATE KEY", StringComparison.Ordinal) || label is "PUBLIC KEY" or "RSA PUBLIC KEY";

    /// <summary>Reads the octets of a PEM block with this label; null with the reason when they are not a key.</summary>
    public static ParsedKey? Parse(string label, ReadOnlySpan<byte> der, out string? error)
    {
        error = null;
        var key = label switch
        {
            "PUBLIC KEY" => ReadPublic(der),
            _ when PublicPart.IsLabel(label) => PublicPart.Read(label, der),
            "RSA PUBLIC KEY" => ReadRsaPublic(der),
            "ENCRYPTED PRIVATE KEY" => Encrypted("PKCS#8"),
            _ => ReadPrivate(der),
        };
        if (key is null)
            error = $"the {label} block does not contain a readable key";
        return key;
    }

    /// <summary>A key whose PEM headers or label say that it is encrypted.</summary>
    public static ParsedKey Encrypted(string format) => new() { Format = format, IsEncrypted = true };

    /// <summary>Reads a private key in DER, whatever its form.</summary>
    public static ParsedKey? ReadPrivate(ReadOnlySpan<byte> der)
    {
        var input = new Der(der);
        if (!input.TryRead(DerTag.Sequence, out var key) || !key.TryInt64(out var version))
            return null;
        if (key.NextIs(DerTag.Integer))
            return version is 0 or 1 ? ReadPkcs1(der, key) : null;
        if (key.NextIs(DerTag.OctetString))
            return ReadSec1(der, key, null, "SEC1");
        return key.NextIs(DerTag.Sequence) ? ReadPkcs8(der, key) : null;
    }

    private static ParsedKey? ReadPkcs1(ReadOnlySpan<byte> whole, Der key, string format = "PKCS#1")
    {
        if (!key.TryInteger(out var modulus) || !key.TryInteger(out var exponent) || !PublicKeyReader.IsPositive(modulus.Of(whole))
            || !PublicKeyReader.IsPositive(exponent.Of(whole)) || !key.TryInteger(out _))
            return null;
        return Rsa(modulus.Of(whole), exponent.Of(whole), format, isPrivate: true);
    }

    private static ParsedKey? ReadRsaPublic(ReadOnlySpan<byte> der)
    {
        if (!new Der(der).TryRead(DerTag.Sequence, out var key) || !key.TryInteger(out var modulus) || !key.TryInteger(out var exponent)
            || !PublicKeyReader.IsPositive(modulus.Of(der)))
            return null;
        return Rsa(modulus.Of(der), exponent.Of(der), "PKCS#1", isPrivate: false);
    }

    private static ParsedKey Rsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent, string format, bool isPrivate) => new()
    {
        Format = format,
        Algorithm = "RSA",
        Size = PublicKeyReader.BitLength(modulus),
        PublicKeyInfo = SubjectPublicKeyInfo.Rsa(modulus, exponent),
        IsPrivate = isPrivate,
    };

    private static ParsedKey? ReadSec1(ReadOnlySpan<byte> whole, Der key, NamedCurve? curve, string format)
    {
        if (!key.TryRead(DerTag.OctetString, out var scalar)
            || !key.TryOptional(DerTag.ContextConstructed(0), out var hasCurve, out var curveField)
            || !key.TryOptional(DerTag.ContextConstructed(1), out var hasPoint, out var pointField))
            return null;
        if (hasCurve && curve is null)
            curve = curveField.TryOid(out var oid) ? NamedCurve.FromOid(oid) : null;
        if (curve is null)
            return new ParsedKey { Format = format, Algorithm = "ECDSA" };
        var point = hasPoint && pointField.TryBitString(out var bits, out _) && curve.HasPoint(bits.Of(whole))
            ? bits.Of(whole) : PointOf(curve, scalar.Rest);
        return new ParsedKey
        {
            Format = format,
            Algorithm = "ECDSA",
            Size = curve.Bits,
            PublicKeyInfo = point.IsEmpty ? null : SubjectPublicKeyInfo.Ecdsa(curve, point),
        };
    }

    private static ParsedKey? ReadPkcs8(ReadOnlySpan<byte> whole, Der key)
    {
        if (!key.TryRead(DerTag.Sequence, out var algorithm) || !algorithm.TryOid(out var oid)
            || !key.TryRead(DerTag.OctetString, out var inner))
            return null;
        if (oid.SequenceEqual(Oid.Rsa))
            return inner.TryRead(DerTag.Sequence, out var rsa) && rsa.TryInt64(out _) ? ReadPkcs1(whole, rsa, "PKCS#8") : null;
        if (oid.SequenceEqual(Oid.Ec))
        {
            var curve = algorithm.TryOid(out var curveOid) ? NamedCurve.FromOid(curveOid) : null;
            return inner.TryRead(DerTag.Sequence, out var ec) && ec.TryInt64(out _) ? ReadSec1(whole, ec, curve, "PKCS#8") : null;
        }
        if (oid.SequenceEqual(Oid.Ed25519))
        {
            var seed = inner.TryRead(DerTag.OctetString, out var octets) && octets.Rest.Length == 32 ? octets.Rest : [];
            return new ParsedKey { Format = "PKCS#8", Algorithm = "Ed25519", Size = 256, PublicKeyInfo = seed.IsEmpty ? null
                : SubjectPublicKeyInfo.Ed25519(EdwardsSignature.PublicKey(seed)) };
        }
        if (LatticeParameters.FromOid(oid) is not { } lattice)
            return new ParsedKey { Format = "PKCS#8", Algorithm = Oid.Dotted(oid) };
        return new ParsedKey { Format = "PKCS#8", Algorithm = lattice.Name, PublicKeyInfo = lattice.PublicKeyOf(inner) is { } publicKey
            ? SubjectPublicKeyInfo.MLDsa(lattice, publicKey) : null };
    }

    private static ParsedKey? ReadPublic(ReadOnlySpan<byte> der)
    {
        var input = new Der(der);
        if (!input.TryRead(DerTag.Sequence, out var info, out var element))
            return null;
        var key = PublicKeyReader.Read(der, info, GoVersion.Newest, out var error);
        return key is null || error is not null ? null : new ParsedKey
        {
            Format = "PKIX",
            Algorithm = key.Algorithm,
            Size = key.Size,
            PublicKeyInfo = element.Of(der).ToArray(),
            IsPrivate = false,
        };
    }

    // Some writers leave the public point out; .NET computes it.
    internal static ReadOnlySpan<byte> PointOf(NamedCurve curve, ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length > curve.FieldLength)
            return [];
        var d = new byte[curve.FieldLength];
        try
        {
            scalar.CopyTo(d.AsSpan(d.Length - scalar.Length));
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromValue(Oid.Dotted(curve.OidOctets)), D = d });
            var q = key.ExportParameters(includePrivateParameters: false).Q;
            return (byte[])[4, .. q.X!, .. q.Y!];
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            // No such scalar on this curve, or a curve that the platform lacks.
            return [];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }
}
