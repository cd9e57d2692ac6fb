using System.Formats.Asn1;
using KubePki.Pki.Keys;

namespace KubePki.Pki.Issuing;

/// <summary>
/// Writes certificate requests (PKCS#10, RFC 2986) that ask for all that the certificate is to say: subject, names, usages, and whatever
/// else an old one said, in the attribute extensionRequest (RFC 2985, 5.4.2).
/// </summary>
internal static class RequestSigner
{
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";

    // What an issuer says of itself: revocation lists, where its certificate is, policies, logs.
    private static readonly HashSet<string> OfIssuer =
    [
        "2.5.29.31", "2.5.29.46", "2.5.29.32", "1.3.6.1.5.5.7.1.1", "1.3.6.1.4.1.11129.2.4.2",
    ];

    /// <summary>The request in DER; of the order, its dates and what the issuer says of itself are left out.</summary>
    public static byte[] Write(CertificateOrder order, PrivateKey key)
    {
        var info = key.PublicKeyInfo();
        var asked = order with { OtherExtensions = [.. order.OtherExtensions.Where(extension =>
            !OfIssuer.Contains(Renewal.OidOf(extension)))] };
        var body = new AsnWriter(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            body.WriteInteger(0);
            body.WriteEncodedValue(order.Subject.Span);
            body.WriteEncodedValue(info);
            using (body.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (body.PushSequence())
            {
                body.WriteObjectIdentifier(ExtensionRequest);
                using (body.PushSetOf())
                using (body.PushSequence())
                    ExtensionWriter.Write(body, asked, info, null);
            }
        }
        var signed = body.Encode();
        var request = new AsnWriter(AsnEncodingRules.DER);
        using (request.PushSequence())
        {
            request.WriteEncodedValue(signed);
            Issuer.WriteAlgorithm(request, key);
            request.WriteBitString(key.Sign(signed));
        }
        return request.Encode();
    }
}
