using KubePki.Pki.Keys;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using SubjectPublicKeyInfo = Org.BouncyCastle.Asn1.X509.SubjectPublicKeyInfo;

namespace KubePki.Tests.Pki.X509;

/// <summary>
/// ML-DSA in certificates and keys (RFC 9881), made by BouncyCastle, told as Go 1.27 tells it; before, Go did not know it.
/// </summary>
public sealed class LatticeTests
{
    private static readonly SecureRandom Random = new();
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Sets => ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Certificates_are_read_and_verified_as_of_go_127(string set)
    {
        var key = Key(set);
        var (authority, leaf) = (Certificate(key.GetPublicKey(), key, set, true), Certificate(key.GetPublicKey(), key, set, false));
        var parsed = CertificateParser.Parse(leaf, GoVersion.Newest);
        Assert.Equal((null, set, PublicKeyKind.MLDsa, set), (parsed.GoError, parsed.PublicKey!.Algorithm, parsed.PublicKey.Kind,
            parsed.SignatureAlgorithm!.Name));
        Assert.Null(Verify(leaf, authority, 27));
        // A CA of an algorithm that is not known is passed over since Go 1.21.
        Assert.Equal("x509: certificate signed by unknown authority", Verify(leaf, authority, 26));
        Assert.Contains("algorithm unimplemented", Verify(leaf, authority, 19), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "mldsa: invalid signature encoding")]
    [InlineData(100, "mldsa: invalid signature")]
    public void A_signature_that_does_not_hold_is_told_with_gos_words(int offset, string words)
    {
        var key = Key("ML-DSA-44");
        var (authority, leaf) = (Certificate(key.GetPublicKey(), key, "ML-DSA-44", true),
            Certificate(key.GetPublicKey(), key, "ML-DSA-44", false));
        // The hints stand at the end of the signature, and it at the end of the certificate.
        leaf[offset < 0 ? leaf.Length - 1 : leaf.Length - 2420 + offset] ^= 0xff;
        Assert.Equal("x509: certificate signed by unknown authority (possibly because of "
            + $"\"x509: ML-DSA verification failure: {words}\" while trying to verify candidate authority certificate \"ml-dsa\")",
            Verify(leaf, authority, 27));
    }

    [Fact]
    public void Keys_and_signatures_that_do_not_go_together_are_told_with_gos_words()
    {
        var (key44, key65, ec) = (Key("ML-DSA-44"), Key("ML-DSA-65"), Ec());
        var by44 = Certificate(key44.GetPublicKey(), key44, "ML-DSA-44", false);
        Assert.Contains("specifies an ML-DSA public key with ML-DSA-44 parameters, but have a public key with ML-DSA-65 parameters",
            Verify(by44, Certificate(key65.GetPublicKey(), key65, "ML-DSA-65", true), 27), StringComparison.Ordinal);
        var byEc = Certificate(ec.Public, ec.Private, "SHA256withECDSA", true);
        Assert.Contains("signature algorithm specifies an ML-DSA public key, but have public key of type *ecdsa.PublicKey",
            Verify(by44, byEc, 27), StringComparison.Ordinal);
        Assert.Contains("algorithm unimplemented", Verify(by44, byEc, 26), StringComparison.Ordinal);
        var leafByEc = Certificate(ec.Public, ec.Private, "SHA256withECDSA", false);
        Assert.Contains("signature algorithm specifies an ECDSA public key, but have public key of type *mldsa.PublicKey",
            Verify(leafByEc, Certificate(key44.GetPublicKey(), key44, "ML-DSA-44", true), 27), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_length_or_with_parameters_is_refused_since_go_127()
    {
        var oid = new DerObjectIdentifier("2.16.840.1.101.3.4.3.17");
        var ec = Ec();
        var cut = Certificate(new SubjectPublicKeyInfo(new AlgorithmIdentifier(oid), new byte[1311]), ec.Private);
        Assert.Equal("mldsa: invalid public key length", CertificateParser.Parse(cut, GoVersion.Newest).GoError);
        var withNull = Certificate(new SubjectPublicKeyInfo(new AlgorithmIdentifier(oid, DerNull.Instance), new byte[1312]), ec.Private);
        Assert.Equal("x509: ML-DSA key encoded with illegal parameters", CertificateParser.Parse(withNull, GoVersion.Newest).GoError);
        Assert.Null(CertificateParser.Parse(cut, new GoVersion(26)).GoError);
    }

    // Other algorithms than signatures, and what nobody knows, are named by their OIDs as before.
    [Theory]
    [InlineData("2.16.840.1.101.3.4.4.2")]
    [InlineData("2.16.840.1.101.3.4.3.20")]
    public void Other_algorithms_keep_their_oid(string oid)
    {
        var parsed = CertificateParser.Parse(Certificate(new SubjectPublicKeyInfo(new AlgorithmIdentifier(new DerObjectIdentifier(oid)),
            new byte[1184]), Ec().Private), GoVersion.Newest);
        Assert.Equal((null, oid, PublicKeyKind.Unknown), (parsed.GoError, parsed.PublicKey!.Algorithm, parsed.PublicKey.Kind));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void All_three_forms_of_a_key_are_matched_and_go_takes_the_seed_alone(string set)
    {
        var key = Key(set);
        var certificate = Certificate(key.GetPublicKey(), key, set, false);
        var parsed = CertificateParser.Parse(certificate, GoVersion.Newest);
        foreach (var form in Enum.GetValues<MLDsaPrivateKeyParameters.Format>())
        {
            var der = PrivateKeyInfoFactory.CreatePrivateKeyInfo(key.WithPreferredFormat(form)).GetEncoded();
            var read = KeyParser.ReadPrivate(der)!;
            Assert.Equal((set, "PKCS#8"), (read.Algorithm, read.Format));
            Assert.Equal(parsed.PublicKeyInfo.Of(parsed.Raw.Span).ToArray(), read.PublicKeyInfo);
            var pair = KeyPair.Check(Pem.Write("CERTIFICATE", certificate), Pem.Write("PRIVATE KEY", der), GoVersion.Newest);
            Assert.Equal(form == MLDsaPrivateKeyParameters.Format.SeedOnly ? null : "tls: failed to parse private key", pair);
            Assert.NotNull(KeyPair.Check(Pem.Write("CERTIFICATE", certificate), Pem.Write("PRIVATE KEY", der), new GoVersion(26)));
        }
    }

    [Fact]
    public void An_Ed25519_key_is_matched_and_verified()
    {
        var key = new Ed25519PrivateKeyParameters(Random);
        var certificate = Certificate(key.GeneratePublicKey(), key, "Ed25519", true);
        var parsed = CertificateParser.Parse(certificate, GoVersion.Newest);
        var read = KeyParser.ReadPrivate(PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetEncoded())!;
        Assert.Equal(parsed.PublicKeyInfo.Of(parsed.Raw.Span).ToArray(), read.PublicKeyInfo);
        Assert.Null(Verify(Certificate(key.GeneratePublicKey(), key, "Ed25519", false), certificate, 19));
    }

    [Fact]
    public void Brainpool_is_unknown_to_every_go()
    {
        var generator = new Org.BouncyCastle.Crypto.Generators.ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(Org.BouncyCastle.Asn1.TeleTrust.TeleTrusTObjectIdentifiers.BrainpoolP256R1, Random));
        var pair = generator.GenerateKeyPair();
        var parsed = CertificateParser.Parse(Certificate(pair.Public, pair.Private, "SHA256withECDSA", true), GoVersion.Newest);
        Assert.Equal("x509: unsupported elliptic curve", parsed.GoError);
    }

    private static string? Verify(byte[] leaf, byte[] authority, int minor)
    {
        var go = new GoVersion(minor);
        var roots = new CertificatePool();
        roots.Add(CertificateParser.Parse(authority, go), "ca.crt");
        return ChainVerifier.Verify(new ChainQuestion
        {
            Leaf = CertificateParser.Parse(leaf, go),
            Roots = roots,
            Intermediates = new CertificatePool(),
            Usages = [UsageCheck.Any],
            Time = Moment.From(Start.AddDays(1)),
            Go = go,
        }).GoError;
    }

    private static MLDsaPrivateKeyParameters Key(string set) => MLDsaPrivateKeyParameters.FromSeed(
        set switch { "ML-DSA-44" => MLDsaParameters.ml_dsa_44, "ML-DSA-65" => MLDsaParameters.ml_dsa_65, _ => MLDsaParameters.ml_dsa_87 },
            SecureRandom.GetNextBytes(Random, 32));

    private static AsymmetricCipherKeyPair Ec()
    {
        var generator = new Org.BouncyCastle.Crypto.Generators.ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(Org.BouncyCastle.Asn1.X9.X9ObjectIdentifiers.Prime256v1, Random));
        return generator.GenerateKeyPair();
    }

    private static byte[] Certificate(AsymmetricKeyParameter subject, AsymmetricKeyParameter signer, string algorithm, bool isAuthority) =>
        Certificate(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(subject), signer, algorithm, isAuthority);

    private static byte[] Certificate(SubjectPublicKeyInfo info, AsymmetricKeyParameter signer, string algorithm = "SHA256withECDSA",
        bool isAuthority = false)
    {
        var generator = new V3TbsCertificateGenerator();
        var signing = new Asn1SignatureFactory(algorithm, signer, Random);
        generator.SetSerialNumber(DerInteger.ValueOf(5));
        generator.SetSignature((AlgorithmIdentifier)signing.AlgorithmDetails);
        generator.SetIssuer(new X509Name("CN=ml-dsa"));
        generator.SetSubject(new X509Name(isAuthority ? "CN=ml-dsa" : "CN=leaf"));
        generator.SetStartDate(new Time(Start));
        generator.SetEndDate(new Time(Start.AddYears(1)));
        generator.SetSubjectPublicKeyInfo(info);
        var extensions = new X509ExtensionsGenerator();
        extensions.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(isAuthority));
        generator.SetExtensions(extensions.Generate());
        var tbs = generator.GenerateTbsCertificate();
        var calculator = signing.CreateCalculator();
        calculator.Stream.Write(tbs.GetEncoded());
        calculator.Stream.Close();
        return new X509CertificateStructure(tbs, (AlgorithmIdentifier)signing.AlgorithmDetails,
            new DerBitString(calculator.GetResult().Collect())).GetEncoded();
    }
}
