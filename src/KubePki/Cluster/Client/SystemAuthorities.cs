using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Client;

/// <summary>The CAs that a machine trusts, for a cluster that names none of its own.</summary>
internal static class SystemAuthorities
{
    // crypto/x509, root_linux.go.
    private static readonly string[] Bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    /// <summary>Their certificates as PEM; empty when there are none.</summary>
    public static byte[] Read() => OperatingSystem.IsLinux() ? FromBundle() : FromStore();

    private static byte[] FromBundle()
    {
        var named = Environment.GetEnvironmentVariable("SSL_CERT_FILE");
        foreach (var path in string.IsNullOrEmpty(named) ? Bundles : [named])
        {
            using var bytes = FileBytes.Read(path, CancellationToken.None);
            if (bytes.ProblemId is null)
                return bytes.Span.ToArray();
        }
        return [];
    }

    private static byte[] FromStore()
    {
        using var store = new X509Store(StoreName.Root);
        store.Open(OpenFlags.ReadOnly);
        return Encoding.ASCII.GetBytes(store.Certificates.ExportCertificatePems());
    }
}
