using System.Formats.Asn1;

namespace KubePki.Pki.Keys;

/// <summary>Reads the certificates of a PKCS#7 SignedData (RFC 5652, 5.1), which CAs give out with nothing signed in it.</summary>
internal static class Pkcs7Certificates
{
    private static readonly Asn1Tag Certificates = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Reads them.</summary>
    /// <exception cref="AsnContentException">It is malformed.</exception>
    public static void Read(ReadOnlyMemory<byte> octets, StoreContent content)
    {
        var info = new AsnReader(octets, AsnEncodingRules.BER).ReadSequence();
        info.ReadObjectIdentifier();
        var signed = info.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        signed.ReadInteger();
        signed.ReadSetOf(skipSortOrderValidation: true);
        signed.ReadSequence();
        if (!signed.HasData || !signed.PeekTag().HasSameClassAndValue(Certificates))
            return;
        var certificates = signed.ReadSetOf(skipSortOrderValidation: true, Certificates);
        while (certificates.HasData)
        {
            // Attribute certificates and those of PKCS#6 have tags of their own.
            var isCertificate = certificates.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence);
            var value = certificates.ReadEncodedValue();
            if (isCertificate)
                content.Certificates.Add(value.ToArray());
        }
    }
}
