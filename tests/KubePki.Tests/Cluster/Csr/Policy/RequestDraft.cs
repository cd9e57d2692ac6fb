using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>A PKCS#10 request before it is signed: every part can be made wrong.</summary>
internal sealed record RequestDraft
{
    private static readonly ConcurrentDictionary<string, AsymmetricAlgorithm> Keys = new(StringComparer.Ordinal);

    /// <summary>The whole subject.</summary>
    public byte[] Subject { get; init; } = Name("system:node:worker-1");

    /// <summary>The key; its name makes it.</summary>
    public AsymmetricAlgorithm Key { get; init; } = KeyOf("worker-1");

    /// <summary>A SubjectPublicKeyInfo in place of the key's own.</summary>
    public byte[]? PublicKeyInfo { get; init; }

    /// <summary>The subject alternative names; null for none.</summary>
    public byte[]? Names { get; init; }

    /// <summary>Extensions besides the names.</summary>
    public byte[][] Extensions { get; init; } = [];

    /// <summary>Attributes in front of the extensions.</summary>
    public byte[][] AttributesBefore { get; init; } = [];

    /// <summary>Attributes behind the extensions.</summary>
    public byte[][] AttributesAfter { get; init; } = [];

    public long Version { get; init; }

    /// <summary>What follows the attributes inside of what is signed.</summary>
    public byte[] Tail { get; init; } = [];

    /// <summary>What follows the signature.</summary>
    public byte[] OuterTail { get; init; } = [];

    /// <summary>The AlgorithmIdentifier and the hash; null for SHA-256.</summary>
    public (byte[] Algorithm, HashAlgorithmName Hash)? Signature { get; init; }

    /// <summary>Signs in place of the key; null for the key.</summary>
    public Func<byte[], byte[]>? Signer { get; init; }

    /// <summary>Spoils what is signed after it was signed.</summary>
    public Func<byte[], byte[]>? Spoil { get; init; }

    /// <summary>A key that is the same for one name throughout a run: P-256, or <c>rsa:</c> and bits, or <c>P-384:</c> …</summary>
    public static AsymmetricAlgorithm KeyOf(string name) => Keys.GetOrAdd(name, text => text.Split(':') switch
    {
        ["rsa", var bits, ..] => RSA.Create(int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)),
        ["P-384", ..] => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        ["P-521", ..] => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        ["P-224", ..] => ECDsa.Create(ECCurve.CreateFromFriendlyName("nistP224")),
        ["secp256k1", ..] => ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1")),
        _ => ECDsa.Create(ECCurve.NamedCurves.nistP256),
    });

    /// <summary>O, then CN, as Go writes them.</summary>
    public static byte[] Name(string commonName, params string[] organizations) => Tlv.Sequence(
        [.. (organizations.Length == 0 ? ["system:nodes"] : organizations).Select(text => Part("2.5.4.10", text)),
            Part("2.5.4.3", commonName)]);

    public static byte[] Part(string type, string text, byte tag = 0x0c) => Tlv.Set(Attribute(type, text, tag));

    public static byte[] Attribute(string type, string text, byte tag = 0x0c) =>
        Tlv.Sequence(Tlv.Oid(type), Tlv.Of(tag, Encoding.UTF8.GetBytes(text)));

    /// <summary>DNS names and addresses, by the look of them.</summary>
    public static byte[] San(params string[] names) =>
        Tlv.Sequence([.. names.Select(name => IPAddress.TryParse(name, out var address)
            && name.Contains('.', StringComparison.Ordinal) | name.Contains(':', StringComparison.Ordinal)
            ? Tlv.Of(0x87, address.GetAddressBytes()) : Dns(name))]);

    public static byte[] Dns(string name) => Tlv.Of(0x82, Encoding.UTF8.GetBytes(name));

    public static byte[] Extension(string oid, byte[] value, bool critical = false) => Draft.Extension(oid, value, critical);

    /// <summary>An extensionRequest (RFC 2985, 5.4.2).</summary>
    public static byte[] ExtensionRequest(params byte[][] extensions) =>
        Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.9.14"), Tlv.Set(Tlv.Sequence(extensions)));

    public byte[] Encode()
    {
        byte[][] extensions = Names is null ? Extensions : [Extension("2.5.29.17", Names), .. Extensions];
        byte[][] own = extensions.Length == 0 ? [] : [ExtensionRequest(extensions)];
        var info = Tlv.Sequence(Tlv.Integer(Version), Subject, PublicKeyInfo ?? Key.ExportSubjectPublicKeyInfo(),
            Tlv.Of(0xa0, [.. AttributesBefore, .. own, .. AttributesAfter]), Tail);
        var (algorithm, hash) = Signature ?? (Key is RSA || Signer is not null ? Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.1.11"), Tlv.Null)
            : Tlv.Sequence(Tlv.Oid("1.2.840.10045.4.3.2")), HashAlgorithmName.SHA256);
        var signature = Signer is not null ? Signer(info) : Key is RSA rsa ? rsa.SignData(info, hash, RSASignaturePadding.Pkcs1)
            : ((ECDsa)Key).SignData(info, hash, DSASignatureFormat.Rfc3279DerSequence);
        return Tlv.Sequence(Spoil?.Invoke(info) ?? info, algorithm, Tlv.Bits(signature), OuterTail);
    }

    public string Pem() => PemEncoding.WriteString("CERTIFICATE REQUEST", Encode()) + "\n";
}
