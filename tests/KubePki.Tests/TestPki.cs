using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.Tests;

/// <summary>Makes certificates for tests.</summary>
internal static class TestPki
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset AsOf = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A CA with its key.</summary>
    public static X509Certificate2 Authority(string name, ECDsa? key = null)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions
            .Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        return request.CreateSelfSigned(Start, Start.AddYears(10));
    }

    /// <summary>A certificate that a CA signed, with its key.</summary>
    public static X509Certificate2 Leaf(X509Certificate2 authority, string subject, DateTimeOffset? end = null, params string[] dnsNames) =>
        new TestCertificate(subject) { End = end ?? Start.AddYears(1), Names = dnsNames }.SignedBy(authority);

    public static string KeyPem(X509Certificate2 certificate) =>
        certificate.GetRSAPrivateKey()?.ExportRSAPrivateKeyPem() ?? certificate.GetECDsaPrivateKey()!.ExportECPrivateKeyPem();

    public static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a certificate and its key into a tree as <c>x.crt</c> and <c>x.key</c>.</summary>
    public static void Put(NodeTree tree, string stem, X509Certificate2 certificate)
    {
        tree.Write(stem + ".crt", certificate.ExportCertificatePem());
        tree.Write(stem + ".key", KeyPem(certificate));
    }
}
