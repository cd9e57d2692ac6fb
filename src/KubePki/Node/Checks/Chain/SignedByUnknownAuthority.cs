using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Chain;

/// <summary>Certificates whose signature is by no CA of the node, or by another CA than the one that their peers trust.</summary>
internal sealed class SignedByUnknownAuthority : NodeCheck
{
    private const string ClientAuthority = "client-ca";
    private const string ServerAuthority = "server-ca";

    public override KubePkiCheck About { get; } = new(nameof(SignedByUnknownAuthority), "Chain", FindingSeverity.Critical,
        "A certificate was not signed by the CA that its verifiers trust.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var leaf in node.Leaves.Concat(ServedByKubelet(node)).OrderByDescending(leaf => Consequences.SeverityOf(leaf.Role)))
        {
            var trusted = TrustedFor(node, leaf.Role);
            // Without the CA on the node (an external etcd, a worker's leftovers) there is nothing to compare with.
            if (trusted.Count == 0 || Complaint(leaf, trusted) is not { } complaint)
                continue;
            // A CA that may not sign has a finding of its own.
            if (!trusted.Exists(authority => Signed(authority, leaf) && AuthorityNotUsable.Defect(authority) is not null))
                yield return Untrusted(node, leaf, trusted, complaint);
        }
    }

    // Where servers have a CA of their own, kubelet's is to be signed by that; elsewhere it may have made its certificate itself.
    private static IEnumerable<KubeCertificate> ServedByKubelet(NodeView node) =>
        !node.Authorities.Any(authority => authority.Role == ServerAuthority) ? []
            : node.Pki.Certificates.Where(certificate => certificate is { Role: PkiRoles.KubeletServer, Index: 0 }
                && !ServingCertificate.IsSelfMade(certificate));

    private static List<KubeCertificate> TrustedFor(NodeView node, string? role)
    {
        // Some clusters have one CA for all; aggregated APIs trust the file that the flag names, whatever else lies about.
        if (role == PkiRoles.FrontProxyClient && node.Component("kube-apiserver")?.Flag("requestheader-client-ca-file") is { } path
            && node.Pki.Certificates.Where(certificate => certificate.NodePath == path).ToList() is { Count: > 0 } flagged)
            return flagged;
        if (Split(node, role) is { Count: > 0 } split)
            return split;
        var expected = PkiRoles.Find(role)?.Authority;
        return [.. node.Authorities
            .Where(authority => authority.Role == expected || (expected == "ca" && authority.Role is "client-ca" or "server-ca")
                || (role == PkiRoles.EtcdPeer && authority.Role == "etcd-peer-ca"))];
    }

    // Of clients and servers each, where both have their CAs on the node.
    private static List<KubeCertificate> Split(NodeView node, string? role)
    {
        if ((PkiRoles.Find(role)?.Authority != PkiRoles.ClusterAuthority && role != PkiRoles.KubeletServer)
            || !node.Authorities.Any(authority => authority.Role == ClientAuthority))
            return [];
        var name = role is PkiRoles.ApiServer or PkiRoles.SupervisorServer or PkiRoles.KubeletServer ? ServerAuthority : ClientAuthority;
        return [.. node.Authorities.Where(authority => authority.Role == name)];
    }

    private static bool Signed(KubeCertificate authority, KubeCertificate leaf) =>
        leaf.Authority?.Split(", ").Contains(authority.Role) == true;

    // Asked of a moment at which both were valid: that one has expired is another finding.
    private static string? Complaint(KubeCertificate leaf, List<KubeCertificate> trusted)
    {
        var moment = trusted.Append(leaf).Max(certificate => certificate.NotBefore);
        return GoJudge.Chain(leaf, trusted, moment < leaf.NotAfter ? moment : leaf.NotAfter) is { } complaint
            && complaint.StartsWith("x509: certificate signed by unknown authority", StringComparison.Ordinal)
            ? complaint
            : null;
    }

    private static CheckResult Untrusted(NodeView node, KubeCertificate leaf, List<KubeCertificate> trusted, string complaint)
    {
        var hasName = trusted.Exists(authority => authority.Subject == leaf.Issuer);
        var who = leaf.Authority is { } other && !trusted.Exists(authority => Signed(authority, leaf)) ? $"{other} signed it"
            : hasName ? "its issuer has the same name but a different key"
            : $"its issuer is {leaf.Issuer}";
        var paths = NameList.Of(trusted.Select(authority => authority.NodePath).Distinct());
        var canRepair = node.Guidance.CanSign(PkiRoles.Find(leaf.Role)?.Authority);
        return CheckResult.In(leaf, $"It was not signed by {paths}: {who}.", Consequences.Of(leaf.Role),
            node.Guidance.RunnerOf(leaf.Role, leaf.NodePath) is not null ? node.Guidance.Create(leaf.Role!, leaf.NodePath, moveAway: true)
                : canRepair ? node.Guidance.Renew(leaf.Role, leaf.NodePath)
                : Advice.Of($"Restore the CA that signed it, or reissue {leaf.NodePath} from {paths}.")) with
        {
            Severity = Consequences.SeverityOf(leaf.Role),
            Proof =
            [
                $"{leaf.NodePath}: issuer {leaf.Issuer}, authority key {leaf.AuthorityKeyId ?? "absent"}",
                .. trusted.Select(authority =>
                    $"{authority.NodePath}: subject {authority.Subject}, public key sha256:{authority.PublicKeyHash}"),
                $"Go: {complaint}",
            ],
            Fix = node.Fixes.Renew(leaf),
        };
    }

    internal static string VerificationError(KubeCertificate authority) =>
        authority.KeyAlgorithm == "ECDSA" ? "x509: ECDSA verification failure" : "crypto/rsa: verification error";
}
