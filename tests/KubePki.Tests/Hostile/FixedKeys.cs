using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace KubePki.Tests.Hostile;

/// <summary>Keys and certificates that are the same in every run, so that a mutant that fails can be made again.</summary>
internal static class FixedKeys
{
    public static readonly DateTimeOffset AsOf = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    // A key that nothing uses but these tests.
    private const string P =
        "00d229bd8b3516c8dcc4fb6e4de956ad825ed271a3a71700c6899306fdf321586855f264fd472f0193f942c93b8cd215c31c5239138f9511935b860e2b0c"
            + "6426783af101d309be6f33986134fd980efddcbe8804077fda603929a246215eff52712e6df4e977c02a5022b1606c88614ad5776cf44801424b2345124c"
            + "3e4420e711";

    private const string Q =
        "00bb89cc4df6f61fc75633339e70109db4caecf8debf8f05f79ae37985052559aad2ad9dda3b5f69b2cae2d2a45cafd84e8aa79e965048388552"
            + "60eb83bc310011efc4b9f5de7351c29413eb5a94a4099c7469a0c0b416833503d9208f0d27e184bd508c9ee8461eb20aeaf59f295b77879809d1405210e6"
            + "329a7753c997879737";

    public static RSA Rsa { get; } = CreateRsa();

    public static string RsaKeyPem { get; } = Rsa.ExportRSAPrivateKeyPem() + "\n";

    /// <summary>A self-signed CA with that key.</summary>
    public static Draft Authority { get; } = new()
    {
        Subject = Draft.Name("kubernetes"),
        Issuer = Draft.Name("kubernetes"),
        PublicKeyInfo = Rsa.ExportSubjectPublicKeyInfo(),
        Extensions = [Draft.BasicConstraints, Draft.KeyCertSign],
    };

    /// <summary>A leaf that the CA signed, with the P-256 key.</summary>
    public static Draft Leaf { get; } = new()
    {
        Subject = Draft.Name("node-1", "system:nodes"),
        Issuer = Draft.Name("kubernetes"),
        PublicKeyInfo = Ec("P-256").ExportSubjectPublicKeyInfo(),
        Extensions = [Draft.ClientAuth, Draft.AlternativeNames((2, "node-1"u8.ToArray()), (7, [10, 0, 0, 1]))],
    };

    /// <summary>An EC key made from its curve's name.</summary>
    public static ECDsa Ec(string curve)
    {
        var d = curve switch
        {
            "P-256" => SHA256.HashData(Encoding.ASCII.GetBytes(curve)),
            "P-384" => SHA384.HashData(Encoding.ASCII.GetBytes(curve)),
            _ => [0, 0, .. SHA512.HashData(Encoding.ASCII.GetBytes(curve))],
        };
        return ECDsa.Create(
            new ECParameters { Curve = ECCurve.CreateFromFriendlyName("nist" + curve.Replace("-", "", StringComparison.Ordinal)), D = d });
    }

    /// <summary>A request for the leaf, with a random part in its signature only.</summary>
    public static byte[] Request(string subject = "CN=node-1, O=system:nodes")
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            subject, Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder();
        names.AddDnsName("node-1");
        names.AddIpAddress(new System.Net.IPAddress([10, 0, 0, 1]));
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    /// <summary>A PKCS#8 Ed25519 key (RFC 8410, 7), which .NET cannot make.</summary>
    public static byte[] Ed25519Key { get; } = Tlv.Sequence(
        Tlv.Integer(0), Tlv.Sequence(Tlv.Oid("1.3.101.112")), Tlv.Of(4, Tlv.Of(4, SHA256.HashData("Ed25519"u8))));

    public static string Pem(string label, byte[] octets) => PemEncoding.WriteString(label, octets) + "\n";

    public static string LeafPem { get; } = Pem("CERTIFICATE", Leaf.Encode());

    public static string AuthorityPem { get; } = Pem("CERTIFICATE", Authority.Encode());

    private static RSA CreateRsa()
    {
        var p = Number(P);
        var q = Number(Q);
        BigInteger e = 65537;
        var d = Inverse(e, (p - 1) * (q - 1));
        return RSA.Create(new RSAParameters
        {
            Modulus = Octets(p * q, 256),
            Exponent = [1, 0, 1],
            D = Octets(d, 256),
            P = Octets(p, 128),
            Q = Octets(q, 128),
            DP = Octets(d % (p - 1), 128),
            DQ = Octets(d % (q - 1), 128),
            InverseQ = Octets(BigInteger.ModPow(q, p - 2, p), 128),
        });
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse(hex.Replace(" ", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static byte[] Octets(BigInteger value, int length)
    {
        var octets = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - octets.Length], .. octets];
    }

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (a, b, x, y) = (value, modulus, BigInteger.One, BigInteger.Zero);
        while (b != 0)
        {
            var quotient = BigInteger.DivRem(a, b, out var rest);
            (a, b, x, y) = (b, rest, y, x - (quotient * y));
        }
        return ((x % modulus) + modulus) % modulus;
    }
}
