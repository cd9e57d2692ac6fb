using System.Formats.Asn1;
using System.Security.Cryptography;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Pki.Issuing;

/// <summary>
/// Signs certificates as kubeadm's CA would (RFC 5280). Written out here rather than by .NET's CertificateRequest, which refuses what
/// Kubernetes needs: a lifetime that starts before the CA's, a CA of version 1, a CA and a leaf of different algorithms.
/// </summary>
internal sealed class Issuer(ParsedCertificate authority, PrivateKey authorityKey)
{
    private const int SerialLength = 16;

    /// <summary>The certificate in DER.</summary>
    public byte[] Issue(CertificateOrder order, ReadOnlySpan<byte> publicKeyInfo)
    {
        var subjectKeyId = authority.Extensions.SubjectKeyId;
        return Sign(order, authority.Raw.Slice(authority.RawSubject.Start, authority.RawSubject.Length),
            publicKeyInfo, subjectKeyId, authorityKey);
    }

    /// <summary>A CA that signs itself.</summary>
    public static byte[] IssueAuthority(CertificateOrder order, PrivateKey key)
    {
        var info = key.PublicKeyInfo();
        return Sign(order, order.Subject, info, null, key);
    }

    private static byte[] Sign(
        CertificateOrder order, ReadOnlyMemory<byte> issuer, ReadOnlySpan<byte> publicKeyInfo, byte[]? authorityKeyId, PrivateKey key)
    {
        var tbs = new AsnWriter(AsnEncodingRules.DER);
        using (tbs.PushSequence())
        {
            using (tbs.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                tbs.WriteInteger(2);
            tbs.WriteIntegerUnsigned(NewSerial());
            WriteAlgorithm(tbs, key);
            tbs.WriteEncodedValue(issuer.Span);
            using (tbs.PushSequence())
            {
                WriteTime(tbs, order.NotBefore);
                WriteTime(tbs, order.NotAfter);
            }
            tbs.WriteEncodedValue(order.Subject.Span);
            tbs.WriteEncodedValue(publicKeyInfo);
            using (tbs.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (tbs.PushSequence())
                ExtensionWriter.Write(tbs, order, publicKeyInfo, authorityKeyId);
        }
        var signed = tbs.Encode();
        var certificate = new AsnWriter(AsnEncodingRules.DER);
        using (certificate.PushSequence())
        {
            certificate.WriteEncodedValue(signed);
            WriteAlgorithm(certificate, key);
            certificate.WriteBitString(key.Sign(signed));
        }
        return certificate.Encode();
    }

    // Positive, never zero, and as long as RFC 5280 wants it to be unguessable.
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    /// <summary>The algorithm of a key's signatures.</summary>
    public static void WriteAlgorithm(AsnWriter writer, PrivateKey key)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(key.SignatureOid);
            if (key.IsRsa)
                writer.WriteNull();
        }
    }

    // RFC 5280, 4.1.2.5: UTCTime until 2049.
    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year < 2050)
            writer.WriteUtcTime(time, 2049);
        else
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }
}
