using System.Formats.Asn1;
using System.Security.Cryptography;
using KubePki.Pki.X509;

namespace KubePki.Pki.Issuing;

/// <summary>Writes the extensions of a certificate, in the order in which Go writes them.</summary>
internal static class ExtensionWriter
{
    /// <summary>The extension that names the key which signed.</summary>
    public const string AuthorityKeyId = "2.5.29.35";

    private const string KeyUsage = "2.5.29.15";
    private const string ExtendedKeyUsage = "2.5.29.37";
    private const string BasicConstraints = "2.5.29.19";
    private const string SubjectKeyId = "2.5.29.14";
    private const string SubjectAltName = "2.5.29.17";

    /// <summary>The extensions that are reissued; all others of an old certificate may be carried over.</summary>
    public static IReadOnlyList<string> Made { get; } =
    [
        KeyUsage, ExtendedKeyUsage, BasicConstraints, SubjectKeyId, AuthorityKeyId, SubjectAltName,
    ];

    public static void Write(AsnWriter writer, CertificateOrder order, ReadOnlySpan<byte> publicKeyInfo, byte[]? authorityKeyId)
    {
        if (!order.OnlyOtherExtensions)
            WriteMade(writer, order, publicKeyInfo, authorityKeyId);
        foreach (var extension in order.OtherExtensions)
            writer.WriteEncodedValue(extension.Span);
    }

    private static void WriteMade(AsnWriter writer, CertificateOrder order, ReadOnlySpan<byte> publicKeyInfo, byte[]? authorityKeyId)
    {
        if (order.KeyUsage != 0)
            Extension(writer, KeyUsage, isCritical: true, value => WriteBits(value, order.KeyUsage));
        if (order.Usages.Count > 0)
            Extension(writer, ExtendedKeyUsage, isCritical: false, value => WriteUsages(value, order.Usages));
        Extension(writer, BasicConstraints, isCritical: true, value => WriteConstraints(value, order.IsAuthority));
        var keyId = KeyIdOf(publicKeyInfo);
        if (order.IsAuthority)
            Extension(writer, SubjectKeyId, isCritical: false, value => value.WriteOctetString(keyId));
        // A CA without an identifier cannot be referred to by one.
        if (authorityKeyId is not null)
            Extension(writer, AuthorityKeyId, isCritical: false, value => WriteAuthorityKeyId(value, authorityKeyId));
        if (order.Names.Count > 0)
            Extension(writer, SubjectAltName, isCritical: false, value => value.WriteEncodedValue(order.Names.Encode()));
    }

    // SHA-1 of the key's bits (RFC 5280, 4.2.1.2), as Go up to 1.24 and OpenSSL do: an identifier, not a proof.
    private static byte[] KeyIdOf(ReadOnlySpan<byte> publicKeyInfo)
    {
        var info = new Der(publicKeyInfo);
        return info.TryRead(DerTag.Sequence, out var fields)
            && fields.TryRead(DerTag.Sequence, out _) && fields.TryBitString(out var bits, out _)
#pragma warning disable CA5350
            ? SHA1.HashData(bits.Of(publicKeyInfo)) : [];
#pragma warning restore CA5350
    }

    private static void Extension(AsnWriter writer, string oid, bool isCritical, Action<AsnWriter> write)
    {
        var value = new AsnWriter(AsnEncodingRules.BER);
        write(value);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (isCritical)
                writer.WriteBoolean(true);
            writer.WriteOctetString(value.Encode());
        }
    }

    private static void WriteBits(AsnWriter writer, int usage)
    {
        Span<byte> octets = stackalloc byte[2];
        var highest = 0;
        for (var bit = 0; bit < 9; bit++)
        {
            if ((usage & (1 << bit)) == 0)
                continue;
            octets[bit / 8] |= (byte)(0x80 >> (bit % 8));
            highest = bit;
        }
        writer.WriteBitString(octets[..(highest / 8 + 1)], 7 - highest % 8);
    }

    private static void WriteUsages(AsnWriter writer, IReadOnlyList<string> usages)
    {
        using (writer.PushSequence())
        {
            foreach (var usage in usages)
                writer.WriteObjectIdentifier(UsageNames.OidOf(usage));
        }
    }

    private static void WriteConstraints(AsnWriter writer, bool isAuthority)
    {
        using (writer.PushSequence())
        {
            if (isAuthority)
                writer.WriteBoolean(true);
        }
    }

    private static void WriteAuthorityKeyId(AsnWriter writer, byte[] id)
    {
        using (writer.PushSequence())
            writer.WriteOctetString(id, new Asn1Tag(TagClass.ContextSpecific, 0));
    }
}
