using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>Judges every credential that kubelet has or had, and puts the best first.</summary>
internal sealed class PemRanking(NodePki node, string? nodeName, KubeletCredential credential)
{
    private readonly IReadOnlyList<KubeCertificate> _authorities = AuthoritiesOf(node, credential);

    /// <summary>Whether a certificate is one of kubelet's, for showing to the API server.</summary>
    public static bool IsClientPem(KubeCertificate certificate) => certificate is { Index: 0, Source: CertificateSource.File }
        && (certificate.Role == PkiRoles.KubeletClient
            || (certificate.Role is null && certificate.CommonName.StartsWith(PkiRoles.NodeUser, StringComparison.Ordinal)));

    /// <summary>The credentials: usable ones first, then those of this node, then those that end last.</summary>
    public IReadOnlyList<KubeletPem> Candidates()
    {
        var pems = node.Certificates.Where(IsClientPem).ToList();
        if (credential.Certificate is { } current
            && !pems.Exists(pem => pem.Path == current.Path && pem.Index == 0 && pem.Source == current.Source))
            pems.Add(current);
        // The link and the file that it leads to are one credential; the file's own name is told.
        return pems.GroupBy(pem => pem.Fingerprint).Select(group => Judge(group.OrderBy(pem => KubeletFiles.IsLink(pem.NodePath)).First()))
            .OrderByDescending(pem => pem.Usable)
            .ThenByDescending(pem => pem.IsForThisNode != false)
            .ThenByDescending(pem => pem.KeyMatches)
            .ThenByDescending(pem => pem.Certificate!.NotAfter).ToArray();
    }

    private KubeletPem Judge(KubeCertificate certificate)
    {
        var inTime = node.AsOf >= certificate.NotBefore && node.AsOf <= certificate.NotAfter;
        var isSigned = _authorities.Count == 0 ? (bool?)null : certificate.Authority is not null && SignedByOne(certificate);
        var forClients = certificate.Usages.Count == 0 || certificate.Usages.Contains("clientAuth") || certificate.Usages.Contains("any");
        var (reason, go) = Defect(certificate, isSigned, forClients);
        return new KubeletPem
        {
            Path = certificate.Path,
            NodePath = certificate.NodePath,
            Certificate = certificate,
            IsCurrent = credential.Certificate?.Fingerprint == certificate.Fingerprint,
            InTime = inTime,
            KeyMatches = certificate.KeyMatches == true,
            IsSigned = isSigned,
            IsForClients = forClients,
            // All nodes of RKE1 share one name, which is no node's.
            IsForThisNode = nodeName is null || certificate.CommonName + ":" == PkiRoles.NodeUser ? null
                : certificate.CommonName == PkiRoles.NodeUser + nodeName,
            Usable = reason is null,
            Reason = reason,
            GoError = go,
        };
    }

    // In the order in which kubelet, then the API server, would say so.
    private (string? Reason, string? Go) Defect(KubeCertificate certificate, bool? isSigned, bool forClients)
    {
        if (!certificate.HasKey)
            return ($"There is no private key for {certificate.NodePath}.", "tls: failed to find any PEM data in key input");
        if (certificate.KeyMatches == false)
            return ($"The private key in {certificate.KeyPath} does not match the certificate.",
                "tls: private key does not match public key");
        var refusal = GoJudge.Client(certificate, _authorities, node.AsOf);
        if (certificate.IsNeverValid)
            return ($"The certificate ends at {Times.Rfc3339(certificate.NotAfter)}, before it begins at "
                + $"{Times.Rfc3339(certificate.NotBefore)}: it is never valid.", refusal);
        if (node.AsOf > certificate.NotAfter)
            return ($"The certificate expired at {Times.Rfc3339(certificate.NotAfter)}, "
                + $"{Times.Span(node.AsOf - certificate.NotAfter)} ago.", refusal);
        if (node.AsOf < certificate.NotBefore)
            return ($"The certificate is not valid until {Times.Rfc3339(certificate.NotBefore)}, "
                + $"{Times.Span(certificate.NotBefore - node.AsOf)} from now.", refusal);
        if (certificate.GoError is not null)
            return ("Kubernetes cannot load the certificate.", certificate.GoError);
        if (isSigned == false)
            return ("The cluster's CA "
                + $"({string.Join(", ", _authorities.Select(authority => authority.NodePath).Distinct())}) did not sign it.",
                refusal);
        if (!forClients)
            return ("The certificate cannot be used by a client: its usages lack clientAuth.", refusal);
        return refusal is null ? (null, null) : ("The API server rejects the certificate.", refusal);
    }

    private bool SignedByOne(KubeCertificate certificate) =>
        _authorities.Any(authority => new KubePki.Pki.Verification.AuthorityKey(authority.Parsed).Signed(certificate.Parsed));

    // What the API server trusts for clients; on a worker the same CA is kept for kubelet's own clients.
    private static IReadOnlyList<KubeCertificate> AuthoritiesOf(NodePki node, KubeletCredential credential)
    {
        var own = node.Certificates.Where(certificate => certificate.Role is "ca" or "client-ca").ToList();
        return own.Count > 0 ? own : credential.Kubeconfig?.Authorities ?? [];
    }
}
