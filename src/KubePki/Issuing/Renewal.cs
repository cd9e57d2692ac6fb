using System.Formats.Asn1;
using KubePki.X509;

namespace KubePki.Issuing;

/// <summary>Orders a certificate that says all that an old one says, but for key, serial number and dates.</summary>
internal static class Renewal
{
    // digitalSignature and keyEncipherment: what kubeadm gives to every leaf.
    public const int LeafKeyUsage = 0b101;

    // digitalSignature, keyEncipherment and keyCertSign: what kubeadm gives to every CA.
    public const int AuthorityKeyUsage = 0b10_0101;

    /// <summary>kubeadm's certificates of old have no basic constraints; all others are kept as they were.</summary>
    public static CertificateOrder Of(ParsedCertificate old, DateTimeOffset notBefore, DateTimeOffset notAfter) => new()
    {
        Subject = old.Raw.Slice(old.RawSubject.Start, old.RawSubject.Length),
        Names = AlternativeNameList.Of(old),
        Usages = old.Extensions.ExtendedKeyUsages ?? [],
        KeyUsage = old.Extensions.KeyUsage ?? LeafKeyUsage,
        IsAuthority = old.Extensions.IsAuthority,
        NotBefore = notBefore,
        NotAfter = notAfter,
        OtherExtensions = [.. ExtensionsOf(old).Where(extension => !ExtensionWriter.Made.Contains(OidOf(extension)))],
    };

    /// <summary>
    /// A CA that signs itself anew with the key that it has: the same extensions to the octet, for the key identifiers in what it signed must still fit. Only an
    /// authority key identifier goes: it may name the old serial number.
    /// </summary>
    public static CertificateOrder OfAuthority(ParsedCertificate old, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        ReadOnlyMemory<byte>[] kept = [.. ExtensionsOf(old).Where(extension => OidOf(extension) != ExtensionWriter.AuthorityKeyId)];
        return new CertificateOrder
        {
            Subject = old.Raw.Slice(old.RawSubject.Start, old.RawSubject.Length),
            KeyUsage = AuthorityKeyUsage,
            IsAuthority = true,
            NotBefore = notBefore,
            NotAfter = notAfter,
            OtherExtensions = kept,
            OnlyOtherExtensions = kept.Length > 0,
        };
    }

    private static string OidOf(ReadOnlyMemory<byte> extension) => new AsnReader(extension, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier();

    private static List<ReadOnlyMemory<byte>> ExtensionsOf(ParsedCertificate old)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        var certificate = new AsnReader(old.Raw.Slice(old.Tbs.Start, old.Tbs.Length), AsnEncodingRules.BER).ReadSequence();
        var extensionsTag = new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true);
        while (certificate.HasData)
        {
            if (!certificate.PeekTag().HasSameClassAndValue(extensionsTag))
            {
                certificate.ReadEncodedValue();
                continue;
            }
            var extensions = certificate.ReadSequence(extensionsTag).ReadSequence();
            while (extensions.HasData)
                all.Add(extensions.ReadEncodedValue());
        }
        return all;
    }
}
