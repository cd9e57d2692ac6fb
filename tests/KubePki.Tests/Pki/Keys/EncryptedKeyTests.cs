using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace KubePki.Tests.Pki.Keys;

/// <summary>Encrypted private keys: of OpenSSL, in every way that it knows, and of BouncyCastle.</summary>
public sealed class EncryptedKeyTests
{
    public static TheoryData<string> Names => EncryptedFixtures.Keys;

    [Theory]
    [MemberData(nameof(Names))]
    public void What_openssl_encrypted_is_opened(string name)
    {
        var content = EncryptedFixtures.Parse(EncryptedFixtures.Bytes(name), EncryptedFixtures.Right);
        var key = Assert.Single(content.Keys);
        Assert.Empty(content.Problems);
        Assert.Equal(("ECDSA", 256, true, true), (key.Algorithm, key.Size, key.IsEncrypted, key.IsPrivate));
        Assert.Equal(EncryptedFixtures.PublicKeyInfo, key.PublicKeyInfo);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_passphrase_is_told_and_the_key_stays_closed(string name)
    {
        var content = EncryptedFixtures.Parse(EncryptedFixtures.Bytes(name), "correct horses");
        var problem = Assert.Single(content.Problems);
        Assert.Equal((PkiProblemId.WrongPassphrase, 1), (problem.Id, problem.Line));
        Assert.Null(Assert.Single(content.Keys).PublicKeyInfo);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_passphrase_it_is_listed_as_encrypted(string name)
    {
        var content = EncryptedFixtures.Parse(EncryptedFixtures.Bytes(name), null);
        var key = Assert.Single(content.Keys);
        Assert.Empty(content.Problems);
        Assert.Equal((null, 0, true), (key.Algorithm, key.Size, key.IsEncrypted));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_signs_what_its_public_part_verifies(string name)
    {
        using var passphrase = new KeyPassphrase(EncryptedFixtures.Right);
        using var key = PrivateKey.Read(EncryptedFixtures.Bytes(name), passphrase, out var problem)!;
        Assert.Null(problem);
        Assert.True(key.WasEncrypted);
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(EncryptedFixtures.PublicKeyInfo, out _);
        byte[] data = [1, 2, 3];
        Assert.True(verifier.VerifyData(data, key.Sign(data), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Theory]
    [InlineData("AES-256-CBC", "pässwörd")]
    [InlineData("DES-EDE3-CBC", "a")]
    [InlineData("BF-CBC", "a passphrase that is rather longer than any block of any cipher there is")]
    public void What_bouncycastle_encrypted_is_opened(string cipher, string passphrase)
    {
        var random = new SecureRandom();
        using var rsa = RSA.Create(2048);
        var pair = DotNetUtilities.GetRsaKeyPair(rsa);
        using var text = new StringWriter();
        using (var writer = new PemWriter(text))
            writer.WriteObject(pair.Private, cipher, passphrase.ToCharArray(), random);
        // BouncyCastle takes one octet for each character, OpenSSL and we take UTF-8: they agree on ASCII.
        var isAscii = passphrase.All(char.IsAscii);
        var content = EncryptedFixtures.Parse(System.Text.Encoding.ASCII.GetBytes(text.ToString()), passphrase);
        Assert.Equal(isAscii ? rsa.ExportSubjectPublicKeyInfo() : null, Assert.Single(content.Keys).PublicKeyInfo);
    }

    [Fact]
    public void Ed25519_and_ML_DSA_keys_are_opened_too()
    {
        var random = new SecureRandom();
        foreach (var key in (Org.BouncyCastle.Crypto.AsymmetricKeyParameter[])[new Ed25519PrivateKeyParameters(random),
            MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_65, new byte[32])])
        {
            var der = EncryptedPrivateKeyInfoFactory.CreateEncryptedPrivateKeyInfo(
                Org.BouncyCastle.Asn1.Nist.NistObjectIdentifiers.IdAes256Cbc,
                    Org.BouncyCastle.Asn1.Pkcs.PkcsObjectIdentifiers.IdHmacWithSha256,
                "secret".ToCharArray(), [1, 2, 3, 4, 5, 6, 7, 8], 2048, random, key).GetEncoded();
            var opened = Assert.Single(EncryptedFixtures.Parse(der, "secret").Keys);
            var expected = key is Ed25519PrivateKeyParameters edwards ? edwards.GeneratePublicKey()
                : (Org.BouncyCastle.Crypto.AsymmetricKeyParameter)((MLDsaPrivateKeyParameters)key).GetPublicKey();
            Assert.Equal(Org.BouncyCastle.X509.SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(expected).GetEncoded(),
                opened.PublicKeyInfo);
        }
    }

    [Theory]
    [InlineData("AES-256-XYZ,0011", PkiProblemId.UnsupportedEncryption)]
    [InlineData("AES-256-CBC", PkiProblemId.MalformedKey)]
    [InlineData("AES-256-CBC,00112233", PkiProblemId.MalformedKey)]
    [InlineData("AES-256-CBC,zz112233445566778899aabbccddeeff", PkiProblemId.MalformedKey)]
    public void A_header_that_cannot_be_followed_is_told(string header, string id)
    {
        var pem = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
            + $"DEK-Info: {header}\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n";
        Assert.Equal(id, Assert.Single(EncryptedFixtures.Parse(System.Text.Encoding.ASCII.GetBytes(pem), "x").Problems).Id);
    }

    [Fact]
    public void What_is_written_back_encrypted_opens_with_the_same_passphrase_only()
    {
        using var passphrase = new KeyPassphrase("sesame");
        using var key = PrivateKey.Create(KeyKind.Find("P256")!);
        var pem = key.WritePem(passphrase);
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", System.Text.Encoding.ASCII.GetString(pem), StringComparison.Ordinal);
        Assert.True(PrivateKey.IsEncryptedIn(pem));
        using var again = PrivateKey.Read(pem, passphrase, out _)!;
        Assert.Equal(key.PublicKeyInfo(), again.PublicKeyInfo());
        using var wrong = new KeyPassphrase("sesame!");
        Assert.Null(PrivateKey.Read(pem, wrong, out var problem));
        Assert.Equal(PkiProblemId.WrongPassphrase, problem!.ProblemId());
        Assert.Null(PrivateKey.Read(pem, null, out problem));
        Assert.Equal(PkiProblemId.PassphraseRequired, problem!.ProblemId());
    }
}
