using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Client;

/// <summary>
/// Decides whether a server is the one that is meant: by <see cref="ServedChain"/> alone, its name included. What .NET thinks of the chain
/// is not asked, for it looks at the machine's stores, and with a private CA it is wont to be overruled together with its complaint about
/// the name.
/// </summary>
internal sealed class ServerCheck
{
    private readonly ClusterAccess _access;
    private readonly ClusterOptions _options;
    private readonly CertificatePool _roots = new();

    /// <exception cref="ClusterException">There is no CA to be had.</exception>
    public ServerCheck(ClusterAccess access, ClusterOptions options)
    {
        _access = access;
        _options = options;
        if (access.IsInsecure)
            return;
        var bundle = access.ReadAuthorities();
        foreach (var certificate in CertificateFile.Read(bundle ?? SystemAuthorities.Read(), options.Go).Lenient)
            _roots.Add(certificate);
        if (_roots.Count == 0 && bundle is not null)
        {
            const string GoError = "unable to load root certificates: unable to parse bytes as PEM block";
            throw new ClusterException(ClusterProblemId.BadKubeconfig,
                $"context {access.Context}: the certificate-authority has no certificate ({GoError})") { GoError = GoError };
        }
    }

    /// <summary>The chain policy that makes .NET do least: it would fetch what is missing over the network before it asks us.</summary>
    public static X509ChainPolicy IdlePolicy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>The certificates of a handshake in the order in which they were sent.</summary>
    public static IReadOnlyList<byte[]> Sent(X509Certificate? leaf, X509Chain? chain)
    {
        if (leaf is null)
            return [];
        var own = leaf.GetRawCertData();
        // Some platforms give the leaf again with the others.
        return [own,
            .. (chain?.ChainPolicy.ExtraStore ?? []).Select(other => other.RawData).Where(other => !other.AsSpan().SequenceEqual(own))];
    }

    /// <summary>For SslStream.</summary>
    /// <exception cref="ClusterException">The server is not the one that is meant.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_access.IsInsecure)
            return true;
        var answer = ServedChain.Judge(Sent(certificate, chain), _access.CheckedName, _roots, _options.Clock.GetUtcNow(), _options.Go);
        return answer.Ok ? true : throw new ClusterException(ClusterProblemId.ServerNotTrusted, $"{_access.Server}: {answer.GoError}")
        {
            GoError = answer.GoError,
        };
    }
}
