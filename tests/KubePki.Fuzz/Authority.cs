using System.Security.Cryptography;

namespace KubePki.Fuzz;

/// <summary>A key that signs what the generator makes, and how its signatures and its public part are written.</summary>
internal sealed class Authority(AsymmetricAlgorithm key, byte[] signatureAlgorithm, Func<byte[], byte[]> sign)
{
    public byte[] PublicKeyInfo { get; } = key.ExportSubjectPublicKeyInfo();

    public byte[] SignatureAlgorithm { get; } = signatureAlgorithm;

    public byte[] Sign(byte[] tbs) => sign(tbs);

    public (string Label, byte[] Der) Export(Random random) => (key, random.Next(2)) switch
    {
        (RSA rsa, 0) => ("RSA PRIVATE KEY", rsa.ExportRSAPrivateKey()),
        (ECDsa ec, 0) => ("EC PRIVATE KEY", ec.ExportECPrivateKey()),
        _ => ("PRIVATE KEY", key.ExportPkcs8PrivateKey()),
    };

    public static Authority Ec(ECCurve curve, HashAlgorithmName hash, byte last)
    {
        var key = ECDsa.Create(curve);
        return new Authority(key, Oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, last]), tbs => key.SignData(tbs, hash, DSASignatureFormat.Rfc3279DerSequence));
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
        var algorithm = Convert.FromHexString("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120");
        return new Authority(key, algorithm, tbs => key.SignData(tbs, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    private static byte[] Oid(byte[] oid) => DerNode.Wrap(0x30, DerNode.Wrap(6, oid));
}
