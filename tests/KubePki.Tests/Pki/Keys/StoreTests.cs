using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Verdicts;
using KubePki.Pki.Keys;
using KubePki.Pki.X509.Go;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace KubePki.Tests.Pki.Keys;

/// <summary>PKCS#7 answers and PKCS#12 stores: listed, verified, and held against keys.</summary>
public sealed class StoreTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("chain.p7b", null)]
    [InlineData("chain-der.p7b", null)]
    [InlineData("chain-microsoft.p7b", null)]
    [InlineData("empty.p12", null)]
    [InlineData("legacy-empty.p12", null)]
    [InlineData("empty.p12", "another passphrase")]
    [InlineData("modern.p12", EncryptedFixtures.Right)]
    [InlineData("legacy.p12", EncryptedFixtures.Right)]
    [InlineData("nomac.p12", EncryptedFixtures.Right)]
    [InlineData("plain-bags.p12", EncryptedFixtures.Right)]
    public void Certificates_are_listed_the_leaf_first_with_who_signed_it(string name, string? passphrase)
    {
        var pki = Read(EncryptedFixtures.Path(name), passphrase);
        Assert.Empty(pki.Problems);
        Assert.Equal(["CN=kube-apiserver", "CN=kubernetes"], pki.Certificates.Select(certificate => certificate.Subject));
        Assert.All(pki.Certificates, certificate => Assert.NotNull(certificate.Authority));
        Assert.Equal(name.EndsWith(".p12", StringComparison.Ordinal) ? true : null, pki.Certificates[0].KeyMatches);
    }

    [Theory]
    [InlineData("modern.p12", null, PkiProblemId.PassphraseRequired)]
    [InlineData("legacy.p12", null, PkiProblemId.PassphraseRequired)]
    [InlineData("nomac.p12", null, PkiProblemId.PassphraseRequired)]
    [InlineData("modern.p12", "wrong", PkiProblemId.WrongPassphrase)]
    [InlineData("legacy.p12", "wrong", PkiProblemId.WrongPassphrase)]
    [InlineData("nomac.p12", "wrong", PkiProblemId.WrongPassphrase)]
    public void A_store_that_stays_closed_is_told(string name, string? passphrase, string id)
    {
        var problem = Assert.Single(Read(EncryptedFixtures.Path(name), passphrase).Problems);
        Assert.Equal((id, EncryptedFixtures.Path(name)), (problem.Id, problem.Path));
        Assert.NotNull(problem.RecommendedAction);
    }

    [Theory]
    [InlineData("chain-der.p7b")]
    [InlineData("empty.p12")]
    [InlineData("legacy-empty.p12")]
    public void One_that_is_cut_off_anywhere_is_a_problem_and_no_exception(string name)
    {
        var whole = EncryptedFixtures.Bytes(name);
        for (var length = 1; length < whole.Length; length += 7)
        {
            var content = EncryptedFixtures.Parse(whole[..length], "x");
            Assert.True(content.Problems.Any() || !content.HasPki, $"{length} octets");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_bouncycastle_stored_is_read(bool isLegacy)
    {
        var random = new SecureRandom();
        var builder = new Pkcs12StoreBuilder();
        if (!isLegacy)
        {
            builder.SetKeyAlgorithm(Org.BouncyCastle.Asn1.Nist.NistObjectIdentifiers.IdAes256Cbc,
                Org.BouncyCastle.Asn1.Pkcs.PkcsObjectIdentifiers.IdHmacWithSha256)
                .SetCertAlgorithm(Org.BouncyCastle.Asn1.Nist.NistObjectIdentifiers.IdAes256Cbc,
                    Org.BouncyCastle.Asn1.Pkcs.PkcsObjectIdentifiers.IdHmacWithSha256);
        }
        var store = builder.Build();
        using var reader = new StreamReader(EncryptedFixtures.Path("plain.key"));
        var key = ((AsymmetricCipherKeyPair)new Org.BouncyCastle.OpenSsl.PemReader(reader).ReadObject()).Private;
        var certificates = ((string[])["leaf.crt", "ca.crt"]).Select(name =>
            new X509CertificateEntry(new Org.BouncyCastle.X509.X509Certificate(Pem(name)))).ToArray();
        store.SetKeyEntry("leaf", new AsymmetricKeyEntry(key), certificates);
        using var stream = new MemoryStream();
        store.Save(stream, "open, sesame".ToCharArray(), random);
        var content = EncryptedFixtures.Parse(stream.ToArray(), "open, sesame");
        Assert.Empty(content.Problems);
        Assert.Equal(["CN=kube-apiserver", "CN=kubernetes"], content.Certificates.Select(certificate => certificate.Subject!.ToString()));
        Assert.Equal(EncryptedFixtures.PublicKeyInfo, Assert.Single(content.Keys).PublicKeyInfo);
        Assert.Equal(PkiProblemId.WrongPassphrase, Assert.Single(EncryptedFixtures.Parse(stream.ToArray(), "passwort").Problems).Id);
    }

    [Theory]
    [InlineData("chain.p7b", "ca.crt", "plain.key", 1)]
    [InlineData("chain-microsoft.p7b", "chain-der.p7b", "pbes2-aes-256.key", 3)]
    [InlineData("modern.p12", "chain.p7b", "legacy.p12", 3)]
    public void Verify_takes_them_and_says_that_no_component_does(string certificate, string authority, string key, int notes)
    {
        using var passphrase = new KeyPassphrase(EncryptedFixtures.Right);
        var verdict = ChainReader.Judge(new ChainRequest
        {
            CertificatePath = EncryptedFixtures.Path(certificate),
            AuthorityPaths = [EncryptedFixtures.Path(authority)],
            KeyPath = EncryptedFixtures.Path(key),
            Passphrase = passphrase,
            Options = new VerdictOptions { AsOf = Now, Go = GoVersion.Newest, Host = "api.example.com" },
        });
        Assert.Equal((null, null, "CN=kube-apiserver"), (verdict.GoError, verdict.KeyGoError, verdict.Subject));
        Assert.Equal(notes, verdict.Notes.Count);
    }

    [Fact]
    public void Without_a_passphrase_an_encrypted_key_is_what_go_says_it_is()
    {
        var request = new ChainRequest
        {
            CertificatePath = EncryptedFixtures.Path("leaf.crt"),
            AuthorityPaths = [EncryptedFixtures.Path("ca.crt")],
            KeyPath = EncryptedFixtures.Path("pbes2-aes-256.key"),
            Options = new VerdictOptions { AsOf = Now, Go = GoVersion.Newest },
        };
        Assert.Equal("tls: failed to parse private key", ChainReader.Judge(request).KeyGoError);
    }

    [Fact]
    public void Where_a_component_would_read_it_pkcs7_is_a_problem_with_gos_words()
    {
        using var node = NodeTree.Unpack("healthy");
        node.Write("/etc/kubernetes/pki/ca.crt", EncryptedFixtures.Bytes("chain-microsoft.p7b"));
        var pki = new NodeReader(new ReadOptions { Root = node.Root, AsOf = Now }).ReadNode();
        Assert.Contains(pki.Problems, problem => problem is { NodePath: "/etc/kubernetes/pki/ca.crt", Id: PkiProblemId.MalformedPem }
            && problem.Reason.Contains("PKCS#7", StringComparison.Ordinal)
            && problem.GoError == "x509: malformed tbs certificate");
    }

    private static byte[] Pem(string name) => EncryptedFixtures.Parse(EncryptedFixtures.Bytes(name), null).Certificates[0].Raw.ToArray();

    private static NodePki Read(string path, string? passphrase)
    {
        using var given = passphrase is null ? null : new KeyPassphrase(passphrase);
        return Assert.Single(new NodeReader(new ReadOptions { AsOf = Now, Passphrase = given }).ReadPath(path));
    }
}
