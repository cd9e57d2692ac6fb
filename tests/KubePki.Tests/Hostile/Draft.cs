using System.Security.Cryptography;
using System.Text;

namespace KubePki.Tests.Hostile;

/// <summary>A certificate before it is signed: every part can be made wrong.</summary>
internal sealed record Draft
{
    private static readonly byte[] Sha256Rsa = Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.11"), Tlv.Null);

    public byte[] Version { get; init; } = Tlv.Of(0xa0, Tlv.Integer(2));

    /// <summary>The serial number's bytes.</summary>
    public byte[] Serial { get; init; } = [0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78];

    public byte[] Algorithm { get; init; } = Sha256Rsa;

    public required byte[] Issuer { get; init; }

    public byte[] NotBefore { get; init; } = Time(0x17, "260101000000Z");

    public byte[] NotAfter { get; init; } = Time(0x17, "270101000000Z");

    public required byte[] Subject { get; init; }

    public required byte[] PublicKeyInfo { get; init; }

    public byte[][] Extensions { get; init; } = [];

    public static byte[] BasicConstraints { get; } = Extension("2.5.29.19", Tlv.Sequence([1, 1, 0xff]), critical: true);

    public static byte[] KeyCertSign { get; } = Extension("2.5.29.15", Tlv.Of(3, [2, 4]), critical: true);

    public static byte[] ClientAuth { get; } = Extension("2.5.29.37", Tlv.Sequence(Tlv.Oid("1.3.6.1.5.5.7.3.2")));

    public static byte[] Extension(string oid, byte[] value, bool critical = false) =>
        critical ? Tlv.Sequence(Tlv.Oid(oid), [1, 1, 0xff], Tlv.Of(4, value)) : Tlv.Sequence(Tlv.Oid(oid), Tlv.Of(4, value));

    public static byte[] AlternativeNames(params (byte Kind, byte[] Value)[] names) =>
        Extension("2.5.29.17", Tlv.Sequence([.. names.Select(name => Tlv.Of((byte)(0x80 | name.Kind), name.Value))]));

    public static byte[] Name(string commonName, params string[] organizations) => Tlv.Sequence(
        [.. organizations.Select(text => Attribute("2.5.4.10", 0x0c, text)), Attribute("2.5.4.3", 0x0c, commonName)]);

    /// <summary>A name of one attribute with a value of any type.</summary>
    public static byte[] NameOf(byte tag, byte[] value) => Tlv.Sequence(Tlv.Set(Tlv.Sequence(Tlv.Oid("2.5.4.3"), Tlv.Of(tag, value))));

    public static byte[] Time(byte tag, string text) => Tlv.Of(tag, Encoding.ASCII.GetBytes(text));

    public byte[] Encode()
    {
        var tbs = ToBeSigned();
        return Tlv.Sequence(tbs, Algorithm, Tlv.Bits(FixedKeys.Rsa.SignData(tbs, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    /// <summary>With a signature that nobody made, of a length that fits some key.</summary>
    public byte[] Encode(int signatureLength) =>
        Tlv.Sequence(ToBeSigned(), Algorithm, Tlv.Bits([.. Enumerable.Repeat((byte)0x55, signatureLength)]));

    private byte[] ToBeSigned()
    {
        byte[][] parts = [Version, Tlv.Of(2, Serial), Algorithm, Issuer, Tlv.Sequence(NotBefore, NotAfter), Subject, PublicKeyInfo];
        return Tlv.Sequence(Extensions.Length == 0 ? parts : [.. parts, Tlv.Of(0xa3, Tlv.Sequence(Extensions))]);
    }

    private static byte[] Attribute(string oid, byte tag, string text) =>
        Tlv.Set(Tlv.Sequence(Tlv.Oid(oid), Tlv.Of(tag, Encoding.UTF8.GetBytes(text))));
}
