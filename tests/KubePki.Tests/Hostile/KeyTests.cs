using System.Security.Cryptography;
using KubePki.Model;

namespace KubePki.Tests.Hostile;

/// <summary>Keys of every kind beside certificates, theirs and others'.</summary>
public sealed class KeyTests : IDisposable
{
    private const string Bad = PkiProblemId.MalformedKey;

    private static readonly byte[] ScalarOfOther = [.. Enumerable.Repeat((byte)7, 32)];

    private static readonly HostileFile[] Files =
    [
        new("not a key", FixedKeys.Pem("PRIVATE KEY", [1, 2, 3]), Bad, 1),
        new("nothing in it", FixedKeys.Pem("RSA PRIVATE KEY", []), Bad, 1),
        new("an empty SEQUENCE", FixedKeys.Pem("EC PRIVATE KEY", Tlv.Sequence()), Bad, 1),
        new("a certificate under the label of a key", FixedKeys.Pem("PRIVATE KEY", FixedKeys.Leaf.Encode()), Bad, 1),
        new("a public key under the label of a private one",
            FixedKeys.Pem("PRIVATE KEY", FixedKeys.Rsa.ExportSubjectPublicKeyInfo()), Bad, 1),
        new("PKCS#1 under the label of PKCS#8", FixedKeys.Pem("PRIVATE KEY", FixedKeys.Rsa.ExportRSAPrivateKey())) { Keys = 1 },
        new("PKCS#8 under the label of PKCS#1", FixedKeys.Pem("RSA PRIVATE KEY", FixedKeys.Rsa.ExportPkcs8PrivateKey())) { Keys = 1 },
        new("SEC1 under the label of RSA", FixedKeys.Pem("RSA PRIVATE KEY", FixedKeys.Ec("P-256").ExportECPrivateKey())) { Keys = 1 },
        new("a label of nobody's", FixedKeys.Pem("MY PRIVATE KEY", FixedKeys.Rsa.ExportPkcs8PrivateKey())) { Keys = 1 },
        new("OpenSSH", FixedKeys.Pem("OPENSSH PRIVATE KEY", [.. "openssh-key-v1\0"u8, .. new byte[80]]), Bad, 1),
        new("a public key", FixedKeys.Pem("PUBLIC KEY", FixedKeys.Rsa.ExportSubjectPublicKeyInfo())) { Keys = 1 },
        new("a public key of PKCS#1", FixedKeys.Pem("RSA PUBLIC KEY", FixedKeys.Rsa.ExportRSAPublicKey())) { Keys = 1 },
        new("a public key that is none", FixedKeys.Pem("PUBLIC KEY", [0x30, 0x00]), Bad, 1),
        new("an RSA key with the modulus 0", FixedKeys.Pem("RSA PRIVATE KEY", Numbers(0, 0, 65537, 1)), Bad, 1),
        new("an RSA key with a negative modulus", FixedKeys.Pem("RSA PRIVATE KEY", Numbers(0, -15, 3, 1)), Bad, 1),
        new("an RSA key with a negative exponent", FixedKeys.Pem("RSA PRIVATE KEY", Numbers(0, 15, -3, 1)), Bad, 1),
        new("an RSA key of 4 bits", FixedKeys.Pem("RSA PRIVATE KEY", Numbers(0, 15, 3, 1))) { Keys = 1 },
        new("an RSA public key with a negative modulus", FixedKeys.Pem("RSA PUBLIC KEY", Numbers(-15, 3)), Bad, 1),
        new("an RSA key of version 2", FixedKeys.Pem("RSA PRIVATE KEY", Numbers(2, 15, 3, 1)), Bad, 1),
        new("an EC key of scalar 0", FixedKeys.Pem("EC PRIVATE KEY", Sec1(new byte[32], "1.2.840.10045.3.1.7"))) { Keys = 1 },
        new("an EC key of a scalar beyond the order",
            FixedKeys.Pem("EC PRIVATE KEY", Sec1([.. Enumerable.Repeat((byte)0xff, 32)], "1.2.840.10045.3.1.7"))) { Keys = 1 },
        new("an EC key of a scalar too long", FixedKeys.Pem("EC PRIVATE KEY", Sec1(new byte[33], "1.2.840.10045.3.1.7"))) { Keys = 1 },
        new("an EC key without a scalar", FixedKeys.Pem("EC PRIVATE KEY", Sec1([], "1.2.840.10045.3.1.7"))) { Keys = 1 },
        new("an EC key without a curve", FixedKeys.Pem("EC PRIVATE KEY", Tlv.Sequence(Tlv.Integer(1), Tlv.Of(4, ScalarOfOther))))
        {
            Keys = 1,
        },
        new("an EC key on secp256k1", FixedKeys.Pem("EC PRIVATE KEY", Sec1(ScalarOfOther, "1.3.132.0.10"))) { Keys = 1 },
        new("an EC key on a curve of nobody's", FixedKeys.Pem("EC PRIVATE KEY", Sec1(ScalarOfOther, "1.2.3.4"))) { Keys = 1 },
        new("a PKCS#8 key of an algorithm of nobody's", FixedKeys.Pem("PRIVATE KEY", Pkcs8(Tlv.Oid("1.2.3.4"), [1, 2, 3]))) { Keys = 1 },
        new("a PKCS#8 RSA key without RSA in it", FixedKeys.Pem("PRIVATE KEY", Pkcs8(Tlv.Oid("1.2.840.113549.1.1.1"), [4, 0])), Bad, 1),
        new("a PKCS#8 EC key without EC in it", FixedKeys.Pem("PRIVATE KEY", Pkcs8(Tlv.Oid("1.2.840.10045.2.1"), [4, 0])), Bad, 1),
        new("an Ed25519 key", FixedKeys.Pem("PRIVATE KEY", FixedKeys.Ed25519Key)) { Keys = 1 },
        new("an Ed25519 key without a seed", FixedKeys.Pem("PRIVATE KEY", Pkcs8(Tlv.Oid("1.3.101.112"), []))) { Keys = 1 },
        new("encrypted, PKCS#8", FixedKeys.Pem("ENCRYPTED PRIVATE KEY", Encrypted())) { Keys = 1 },
        new("encrypted, PKCS#8, not DER", FixedKeys.Pem("ENCRYPTED PRIVATE KEY", [1])) { Keys = 1 },
        new("encrypted, PKCS#1", OldStyle("RSA PRIVATE KEY", FixedKeys.Rsa.ExportRSAPrivateKey())) { Keys = 1 },
        new("encrypted, SEC1", OldStyle("EC PRIVATE KEY", FixedKeys.Ec("P-256").ExportECPrivateKey())) { Keys = 1 },
        new("headers that say nothing of encryption",
            FixedKeys.RsaKeyPem.Replace("KEY-----\nMI", "KEY-----\nX: y\n\nMI", StringComparison.Ordinal)) { Keys = 1 },
        new("two keys", FixedKeys.RsaKeyPem + FixedKeys.Pem("PRIVATE KEY", FixedKeys.Ed25519Key)) { Keys = 2 },
        new("a broken key, then a good one", FixedKeys.Pem("PRIVATE KEY", [9]) + FixedKeys.RsaKeyPem, Bad, 1) { Keys = 1 },
        new("a good key, then a broken one", FixedKeys.Pem("PRIVATE KEY", FixedKeys.Ed25519Key) + FixedKeys.Pem("PRIVATE KEY", [9]), Bad, 4)
        {
            Keys = 1,
        },
        new("EC PARAMETERS alone", FixedKeys.Pem("EC PARAMETERS", Tlv.Oid("1.2.840.10045.3.1.7")), PkiProblemId.NoPkiData),
        new("a password", "correct horse battery staple", PkiProblemId.NoPkiData)
        {
            GoError = "tls: failed to find any PEM data in key input",
        },
        new("a key in DER", FixedKeys.Rsa.ExportRSAPrivateKey()) { Keys = 1 },
        new("a key in DER of PKCS#8", FixedKeys.Rsa.ExportPkcs8PrivateKey()) { Keys = 1 },
        new("a public key in DER", FixedKeys.Rsa.ExportSubjectPublicKeyInfo()) { Keys = 1 },
        new("an encrypted key in DER", Encrypted()) { Keys = 1, Problems = 0 },
    ];

    private readonly NodeTree _tree = NodeTree.Empty();

    public static TheoryData<string> Names => HostileFile.NamesOf(Files);

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var certificate in KeyNames)
        {
            foreach (var key in KeyNames)
                pairs.Add(certificate, key);
        }
        return pairs;
    }

    private static IEnumerable<string> KeyNames => ["RSA", "P-256", "P-384", "P-521"];

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_with_a_key_is_told(string name) =>
        HostileFile.Judge(_tree, Files.Select(file => file with { FileName = "x.key" }), name);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_key_matches_its_certificate_and_no_other(string ofCertificate, string ofKey)
    {
        var info = KeyOf(ofCertificate).ExportSubjectPublicKeyInfo();
        _tree.Write("/x.crt", FixedKeys.Pem("CERTIFICATE", (FixedKeys.Leaf with { PublicKeyInfo = info }).Encode()));
        foreach (var pem in Forms(KeyOf(ofKey)))
        {
            _tree.Write("/x.key", pem);
            var certificate = Assert.Single(Judge.Path(_tree.Root).Certificates);
            Assert.Equal((true, ofCertificate == ofKey, _tree.Path("/x.key")),
                (certificate.HasKey, certificate.KeyMatches, certificate.KeyPath));
        }
    }

    [Fact]
    public void A_key_that_cannot_be_compared_says_neither_yes_nor_no()
    {
        _tree.Write("/x.crt", FixedKeys.LeafPem);
        _tree.Write("/x.key", FixedKeys.Pem("ENCRYPTED PRIVATE KEY", Encrypted()));
        var certificate = Assert.Single(Judge.Path(_tree.Root).Certificates);
        Assert.Equal((true, null), (certificate.HasKey, certificate.KeyMatches));
    }

    [Fact]
    public void A_key_of_Ed25519_is_another_than_one_of_RSA()
    {
        _tree.Write("/x.crt", FixedKeys.LeafPem);
        _tree.Write("/x.key", FixedKeys.Pem("PRIVATE KEY", FixedKeys.Ed25519Key));
        var certificate = Assert.Single(Judge.Path(_tree.Root).Certificates);
        Assert.Equal((true, false), (certificate.HasKey, certificate.KeyMatches));
    }

    [Fact]
    public void An_encrypted_key_is_recognised_and_not_opened()
    {
        foreach (var pem in (string[])[OldStyle("RSA PRIVATE KEY", FixedKeys.Rsa.ExportRSAPrivateKey()),
            FixedKeys.Pem("ENCRYPTED PRIVATE KEY", Encrypted())])
        {
            var key = Assert.Single(Judge.File(_tree.Write("/x.key", pem)).Pki.Keys);
            Assert.Equal((true, null, null), (key.IsEncrypted, key.KeyAlgorithm, key.PublicKeyHash));
        }
    }

    [Fact]
    public void The_right_key_of_many_is_found_and_the_wrong_ones_do_not_take_time()
    {
        var others = string.Concat(Enumerable.Repeat(FixedKeys.Ec("P-384").ExportECPrivateKeyPem() + "\n", 5000));
        var certificates = string.Concat(Enumerable.Repeat(FixedKeys.LeafPem, 2500));
        var judged = Judge.File(_tree.Write("/x.pem", certificates + others + FixedKeys.Ec("P-256").ExportECPrivateKeyPem()));
        Assert.Equal(2500, judged.Certificates.Count(certificate => certificate.KeyMatches == true));
    }

    private static AsymmetricAlgorithm KeyOf(string name) => name == "RSA" ? FixedKeys.Rsa : FixedKeys.Ec(name);

    private static IEnumerable<string> Forms(AsymmetricAlgorithm key)
    {
        yield return key.ExportPkcs8PrivateKeyPem();
        if (key is RSA rsa)
            yield return rsa.ExportRSAPrivateKeyPem();
        if (key is not ECDsa ec)
            yield break;
        yield return ec.ExportECPrivateKeyPem();
        yield return FixedKeys.Pem("EC PARAMETERS", Tlv.Null) + ec.ExportECPrivateKeyPem();
        // Without its public point.
        var parameters = ec.ExportParameters(true);
        yield return FixedKeys.Pem("EC PRIVATE KEY", Sec1(parameters.D!, parameters.Curve.Oid.Value!));
    }

    private static byte[] Numbers(params long[] numbers) => Tlv.Sequence([.. numbers.Select(Tlv.Integer)]);

    private static byte[] Sec1(byte[] scalar, string curve) =>
        Tlv.Sequence(Tlv.Integer(1), Tlv.Of(4, scalar), Tlv.Of(0xa0, Tlv.Oid(curve)));

    private static byte[] Pkcs8(byte[] algorithm, byte[] key) => Tlv.Sequence(Tlv.Integer(0), Tlv.Sequence(algorithm), Tlv.Of(4, key));

    private static byte[] Encrypted() =>
        Tlv.Sequence(Tlv.Sequence(Tlv.Oid("1.2.840.113549.1.5.13"), Tlv.Sequence()), Tlv.Of(4, new byte[160]));

    private static string OldStyle(string label, byte[] key) => FixedKeys.Pem(label, key)
        .Replace("KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\nM",
            StringComparison.Ordinal);
}
