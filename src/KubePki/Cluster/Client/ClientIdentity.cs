using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Model;
using KubePki.Pki.Keys;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Client;

/// <summary>
/// A client certificate with its key, ready for handshakes, intermediates included. The key stays in memory: no store of the machine gets
/// it.
/// </summary>
internal sealed class ClientIdentity : IDisposable
{
    private readonly X509Certificate2[] _all;

    private ClientIdentity(X509Certificate2[] all)
    {
        _all = all;
        Context = SslStreamCertificateContext.Create(all[0], new X509Certificate2Collection(all[1..]), offline: true);
    }

    /// <summary>What SslStream sends.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate => _all[0];

    /// <summary>Joins the texts of a certificate and of its key, as Go's tls.X509KeyPair does.</summary>
    /// <param name="certificates">PEM: the certificate, then those that stand between it and its CA.</param>
    /// <param name="key">PEM, with the key.</param>
    /// <param name="place">Whose they are, for errors: <c>user admin</c>.</param>
    /// <param name="go">The Go release whose rules apply.</param>
    /// <exception cref="ClusterException">They do not fit, or cannot be used.</exception>
    public static ClientIdentity Read(ReadOnlySpan<byte> certificates, ReadOnlySpan<byte> key, string place, GoVersion go)
    {
        if (KeyPair.Check(certificates, key, go) is { } complaint)
            throw Unusable($"the client certificate and key of {place} do not match: {complaint}", complaint);
        using var own = PrivateKey.Read(key);
        if (own is null)
            throw Unusable($"the client key of {place} is not supported; use RSA or ECDSA");
        var parsed = new List<X509Certificate2>();
        try
        {
            var pem = new GoPem(certificates, go);
            while (pem.TryNext(out var block))
            {
                if (block.Label == "CERTIFICATE")
                    parsed.Add(new X509Certificate2(block.Data.Span));
            }
            using var alone = parsed[0];
            parsed[0] = own.Join(alone);
            return new ClientIdentity([.. parsed]);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            parsed.ForEach(certificate => certificate.Dispose());
            throw Unusable($"the client certificate of {place} cannot be used: {ForeignWords.Of(e)}");
        }
    }

    public void Dispose()
    {
        foreach (var certificate in _all)
            certificate.Dispose();
    }

    private static ClusterException Unusable(string reason, string? goError = null) =>
        new(ClusterProblemId.NoCredential, reason) { GoError = goError };
}
