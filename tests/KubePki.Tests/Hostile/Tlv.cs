using System.Formats.Asn1;
using System.Numerics;

namespace KubePki.Tests.Hostile;

/// <summary>Writes DER piece by piece, wrong pieces too.</summary>
internal static class Tlv
{
    public static byte[] Of(byte tag, params byte[][] parts)
    {
        var length = parts.Sum(part => part.Length);
        byte[] header = length < 0x80 ? [tag, (byte)length]
            : length < 0x100 ? [tag, 0x81, (byte)length]
            : length < 0x10000 ? [tag, 0x82, (byte)(length >> 8), (byte)length]
            : [tag, 0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        var whole = new byte[header.Length + length];
        header.CopyTo(whole, 0);
        var at = header.Length;
        foreach (var part in parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }
        return whole;
    }

    public static byte[] Sequence(params byte[][] parts) => Of(0x30, parts);

    public static byte[] Set(params byte[][] parts) => Of(0x31, parts);

    public static byte[] Integer(long value) => Of(2, new BigInteger(value).ToByteArray(isBigEndian: true));

    public static byte[] Oid(string dotted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(dotted);
        return writer.Encode();
    }

    public static byte[] Bits(params byte[][] parts) => Of(3, [[0], .. parts]);

    public static byte[] Null { get; } = [5, 0];
}
