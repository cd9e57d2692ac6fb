using System.Formats.Asn1;

namespace KubePki.Pki.X509;

/// <summary>Writes SubjectPublicKeyInfos, byte for byte as Go and OpenSSL do.</summary>
internal static class SubjectPublicKeyInfo
{
    /// <summary>RFC 3279, 2.3.1, from the content octets of modulus and exponent.</summary>
    public static byte[] Rsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(modulus);
            key.WriteInteger(exponent);
        }
        return Write("1.2.840.113549.1.1.1", key.Encode(), parameters => parameters.WriteNull());
    }

    /// <summary>RFC 5480, 2.1.1, with the point uncompressed.</summary>
    public static byte[] Ecdsa(NamedCurve curve, ReadOnlySpan<byte> point) =>
        Write("1.2.840.10045.2.1", point, parameters => parameters.WriteObjectIdentifier(Oid.Dotted(curve.OidOctets)));

    /// <summary>RFC 8410, section 4.</summary>
    public static byte[] Ed25519(ReadOnlySpan<byte> key) => Write("1.3.101.112", key, null);

    /// <summary>RFC 9881, section 4.</summary>
    public static byte[] MLDsa(LatticeParameters parameters, ReadOnlySpan<byte> key) => Write(Oid.Dotted(parameters.OidOctets), key, null);

    private static byte[] Write(string algorithm, ReadOnlySpan<byte> key, Action<AsnWriter>? parameters)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                parameters?.Invoke(writer);
            }
            writer.WriteBitString(key);
        }
        return writer.Encode();
    }
}
