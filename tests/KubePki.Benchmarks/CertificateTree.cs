using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubePki.Benchmarks;

/// <summary>
/// Makes trees of certificates as kubeadm makes them: RSA-2048, ten to a directory, seven names in each. Keys cost most, so a handful
/// serves all; every certificate is another one nevertheless.
/// </summary>
internal static class CertificateTree
{
    /// <summary>How many certificates lie in a directory.</summary>
    public const int PerDirectory = 10;

    private const int Keys = 6;

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names =
    [
        "apiserver", "apiserver-kubelet-client", "apiserver-etcd-client", "front-proxy-client", "etcd-server",
        "etcd-peer", "etcd-healthcheck-client", "kubelet", "kubelet-client", "scheduler",
    ];

    /// <summary>
    /// Writes two trees below a directory: <c>leaves</c>, and <c>signed</c>, where <c>ca.crt</c>, which signed the other nine, takes the
    /// place of the tenth.
    /// </summary>
    public static void Write(string top, int directories)
    {
        var keys = new RSA[Keys];
        Parallel.For(0, Keys, i => keys[i] = RSA.Create(2048));
        // An RSA object is not promised to be safe for several threads.
        var locals = new ThreadLocal<RSA[]>(() => [.. keys.Select(key => RSA.Create(key.ExportParameters(true)))]);
        Parallel.For(0, directories, i => WriteDirectory(top, i, locals.Value!));
    }

    private static void WriteDirectory(string top, int number, RSA[] keys)
    {
        var leaves = Path.Combine(top, "leaves", $"node-{number:0000}");
        var signed = Path.Combine(top, "signed", $"node-{number:0000}");
        Directory.CreateDirectory(leaves);
        Directory.CreateDirectory(signed);
        var authorityKey = keys[number % (Keys / 2)];
        var authority = Authority(authorityKey);
        File.WriteAllText(Path.Combine(signed, "ca.crt"), authority.ExportCertificatePem() + "\n");
        for (var i = 0; i < PerDirectory; i++)
        {
            using var leaf = Leaf(number, i, keys[(Keys / 2) + ((number + i) % (Keys / 2))], authority, authorityKey);
            var text = leaf.ExportCertificatePem() + "\n";
            File.WriteAllText(Path.Combine(leaves, Names[i] + ".crt"), text);
            if (i < PerDirectory - 1)
                File.WriteAllText(Path.Combine(signed, Names[i] + ".crt"), text);
        }
    }

    private static X509Certificate2 Authority(RSA key)
    {
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("kubernetes");
        request.CertificateExtensions.Add(names.Build());
        return request.Create(request.SubjectName,
            X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), Start, Start.AddYears(10), [0]);
    }

    private static X509Certificate2 Leaf(int directory, int number, RSA key, X509Certificate2 authority, RSA authorityKey)
    {
        var node = $"node-{directory:0000}";
        var request = new CertificateRequest($"CN=kube-{Names[number]}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions
            .Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])["kubernetes", "kubernetes.default",
            "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", node])
            names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse("10.96.0.1"));
        names.AddIpAddress(new IPAddress([192, 168, (byte)(directory >> 8), (byte)directory]));
        request.CertificateExtensions.Add(names.Build());
        var serial = SHA256.HashData(BitConverter.GetBytes((directory * PerDirectory) + number)).AsSpan(0, 8);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return request.Create(authority.SubjectName, X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1),
            Start, Start.AddYears(1).AddMinutes(directory), serial);
    }
}
