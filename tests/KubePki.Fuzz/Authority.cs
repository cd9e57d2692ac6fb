using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.TeleTrust;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace KubePki.Fuzz;

/// <summary>A key that signs what the generator makes, and how its signatures and its public part are written.</summary>
internal sealed class Authority(byte[] publicKeyInfo, byte[] signatureAlgorithm, Func<byte[], byte[]> sign, Func<Random,
    (string Label, byte[] Der)> export)
{
    private Authority(AsymmetricAlgorithm key, byte[] signatureAlgorithm, Func<byte[], byte[]> sign)
        : this(key.ExportSubjectPublicKeyInfo(), signatureAlgorithm, sign, random => Export(key, random))
    {
    }

    public byte[] PublicKeyInfo { get; } = publicKeyInfo;

    public byte[] SignatureAlgorithm { get; } = signatureAlgorithm;

    public byte[] Sign(byte[] tbs) => sign(tbs);

    public (string Label, byte[] Der) Export(Random random) => export(random);

    private static (string Label, byte[] Der) Export(AsymmetricAlgorithm key, Random random) => (key, random.Next(2)) switch
    {
        (RSA rsa, 0) => ("RSA PRIVATE KEY", rsa.ExportRSAPrivateKey()),
        (ECDsa ec, 0) => ("EC PRIVATE KEY", ec.ExportECPrivateKey()),
        _ => ("PRIVATE KEY", key.ExportPkcs8PrivateKey()),
    };

    public static Authority Ec(ECCurve curve, HashAlgorithmName hash, byte last)
    {
        var key = ECDsa.Create(curve);
        return new Authority(key, Oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, last]),
            tbs => key.SignData(tbs, hash, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>A key that .NET does not make, made by BouncyCastle, which signs with it, too: Ed25519, ML-DSA, Brainpool.</summary>
    public static Authority Foreign(AsymmetricKeyParameter publicKey, AsymmetricKeyParameter privateKey, string algorithm)
    {
        var signing = new Asn1SignatureFactory(algorithm, privateKey);
        var info = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(publicKey).GetEncoded();
        return new Authority(info, ((AlgorithmIdentifier)signing.AlgorithmDetails).GetEncoded(), tbs =>
        {
            var calculator = signing.CreateCalculator();
            calculator.Stream.Write(tbs);
            calculator.Stream.Close();
            return calculator.GetResult().Collect();
        }, _ => ("PRIVATE KEY", PrivateKeyInfoFactory.CreatePrivateKeyInfo(privateKey).GetEncoded()));
    }

    public static Authority Ed25519()
    {
        var key = new Ed25519PrivateKeyParameters(new SecureRandom());
        return Foreign(key.GeneratePublicKey(), key, "Ed25519");
    }

    /// <summary>Only Go 1.27 knows it.</summary>
    public static Authority MLDsa44()
    {
        var key = MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_44, RandomNumberGenerator.GetBytes(32),
            MLDsaPrivateKeyParameters.Format.SeedOnly);
        return Foreign(key.GetPublicKey(), key, "ML-DSA-44");
    }

    public static Authority Brainpool()
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(TeleTrusTObjectIdentifiers.BrainpoolP256R1, new SecureRandom()));
        var pair = generator.GenerateKeyPair();
        return Foreign(pair.Public, pair.Private, "SHA256withECDSA");
    }

    public static Authority Rsa(int size, HashAlgorithmName hash, byte last)
    {
        var key = RSA.Create(size);
        var algorithm = DerNode.Wrap(0x30, DerNode.Wrap(6, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last]), [5, 0]);
        return new Authority(key, algorithm, tbs => key.SignData(tbs, hash, RSASignaturePadding.Pkcs1));
    }

    public static Authority Pss()
    {
        var key = RSA.Create(2048);
        // RFC 4055, 3.1, with SHA-256 throughout.
        var algorithm = Convert.FromHexString(
            "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a2"
                + "03020120");
        return new Authority(key, algorithm, tbs => key.SignData(tbs, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    private static byte[] Oid(byte[] oid) => DerNode.Wrap(0x30, DerNode.Wrap(6, oid));
}
