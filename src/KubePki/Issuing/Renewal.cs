using System.Formats.Asn1;
using KubePki.X509;

namespace KubePki.Issuing;

/// <summary>Orders a certificate that says all that an old one says, but for key, serial number and dates.</summary>
internal static class Renewal
{
    // digitalSignature and keyEncipherment: what kubeadm gives to every leaf.
    public const int LeafKeyUsage = 0b101;

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
        OtherExtensions = OthersOf(old),
    };

    private static List<ReadOnlyMemory<byte>> OthersOf(ParsedCertificate old)
    {
        var others = new List<ReadOnlyMemory<byte>>();
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
            {
                var extension = extensions.ReadEncodedValue();
                var oid = new AsnReader(extension, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier();
                if (!ExtensionWriter.Made.Contains(oid))
                    others.Add(extension);
            }
        }
        return others;
    }
}
