using KubePki.Model;
using KubePki.Node.Checks.Cni;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Chain;

/// <summary>
/// CA certificates of the same subject and of another key than the cluster's, wherever they are kept. Every kubeadm cluster's CA is called
/// <c>CN=kubernetes</c>, old ones have serial 0 as well: only the key tells them apart.
/// </summary>
internal sealed class AuthorityTwin : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(AuthorityTwin), "Chain", FindingSeverity.Critical,
        "A CA certificate has the same subject as the cluster's CA but a different key: it belongs to another or an earlier cluster.",
        References.Troubleshooting);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var twins = new AuthorityTwins(node);
        var anchors = node.Pki.Certificates
            .Where(certificate => NodeView.KindOf(certificate) == PkiRoleKind.TrustAnchor && certificate.Role != PkiRoles.Chain);
        foreach (var other in twins.Own.Concat(anchors))
        {
            if (twins.TwinOf(other) is { } authority)
                yield return Twin(node, other, authority);
        }
    }

    private static CheckResult Twin(NodeView node, KubeCertificate twin, KubeCertificate authority)
    {
        var kubeconfig = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == twin.NodePath);
        var network = node.Pki.Networks.FirstOrDefault(network => network.Kubeconfigs.Contains(twin.NodePath));
        return CheckResult.In(twin,
            $"The CA in {twin.NodePath} has the subject of the cluster's CA, {twin.Subject}, but a different key: it is another cluster's.",
            WhyOf(node, twin, kubeconfig, network),
            kubeconfig is null
                ? Advice.Of($"Find out which of the two signed the certificates in use, and put it in both "
                    + $"files: openssl verify -CAfile {twin.NodePath} LEAF")
                : RemedyOf(node, kubeconfig, network, authority)) with
        {
            Severity = SeverityOf(node, twin, kubeconfig, network),
            Proof =
            [
                $"{twin.NodePath}: {twin.Subject}, serial {twin.SerialNumber}, "
                    + $"valid from {Times.Date(twin.NotBefore)}, public key sha256:{twin.PublicKeyHash}",
                $"{authority.NodePath}: {authority.Subject}, serial {authority.SerialNumber}, "
                    + $"valid from {Times.Date(authority.NotBefore)}, public key sha256:{authority.PublicKeyHash}",
                "Go: x509: certificate signed by unknown authority (possibly because of "
                    + $"\"{SignedByUnknownAuthority.VerificationError(twin)}\" while trying to verify "
                    + $"candidate authority certificate \"{twin.CommonName}\")",
                OwnFiles(node, authority),
            ],
            Fix = FixOf(node, kubeconfig, network),
        };
    }

    private static Fix? FixOf(NodeView node, Kubeconfig? kubeconfig, CniConfiguration? network)
    {
        if (network is not null && node.IsForeign(network))
            return new Fix.RemoveNetwork(network);
        return kubeconfig is null ? null : node.Fixes.Connect(kubeconfig, new Fix.None(null));
    }

    private static FindingSeverity SeverityOf(NodeView node, KubeCertificate twin, Kubeconfig? kubeconfig, CniConfiguration? network)
    {
        if (network is not null)
            return IsTaken(node, network) ? FindingSeverity.Critical : FindingSeverity.Error;
        if (kubeconfig is null)
            return Consequences.SeverityOf(twin.Role);
        return kubeconfig.Role is { } role
            ? (FindingSeverity)Math.Max((int)FindingSeverity.Error, (int)Consequences.SeverityOf(role))
            : FindingSeverity.Warning;
    }

    private static bool IsTaken(NodeView node, CniConfiguration network) => node.Pki.Networks[0] == network;

    private static string WhyOf(NodeView node, KubeCertificate twin, Kubeconfig? kubeconfig, CniConfiguration? network)
    {
        if (network is null)
            return (kubeconfig?.Role ?? twin.Role) is { } role and not PkiRoles.KubeconfigAuthority
                ? Consequences.Of(role)
                : $"Clients that use {twin.NodePath} reject the API server.";
        var plugin = $"The CNI plugin {network.Plugin} of {network.NodePath} rejects the API server";
        return IsTaken(node, network)
            ? $"{plugin}: pods get no network and stay in ContainerCreating. "
                + "The runtime uses this configuration because its name sorts first."
            : $"{plugin} if it is used.";
    }

    private static Advice RemedyOf(NodeView node, Kubeconfig kubeconfig, CniConfiguration? network, KubeCertificate authority)
    {
        if (network is not null)
        {
            return node.Pki.Networks.Count > 1
                ? Advice.Of($"If {network.Plugin} is not the network of this cluster: {CniConflict.MoveAway(node, network)}. "
                    + $"Do not reissue anything: the cluster's own certificates are valid.")
                : Advice.Of(
                    $"Let the CNI plugin rewrite {kubeconfig.NodePath} with the CA of {authority.NodePath} (restart its DaemonSet).");
        }
        return NodeView.IsPersonal(kubeconfig) ? StaleKubeconfigCopy.Refresh(kubeconfig)
            : Advice.Of($"kubectl config set-cluster{Advice.FirstWord(kubeconfig.Cluster)} --kubeconfig {kubeconfig.NodePath} "
                + $"--certificate-authority {authority.NodePath} --embed-certs{Advice.LastWord(kubeconfig.Cluster)}");
    }

    // Who looks for the fault in the cluster's own certificates, and reissues them, makes it worse.
    private static string OwnFiles(NodeView node, KubeCertificate authority)
    {
        var leaves = node.Leaves.Where(leaf => leaf.Role != PkiRoles.Cni && PkiRoles.Find(leaf.Role)?.Authority is not null).ToList();
        var bad = leaves.Where(leaf => leaf.Authority is null
            || leaf.Status is CertificateStatus.Expired or CertificateStatus.NotYetValid || leaf.KeyMatches == false).ToList();
        return bad.Count == 0
            ? $"The cluster's own files are fine: {leaves.Count} certificates are valid, have their keys, "
                + $"and were signed by {authority.NodePath} or the other CAs."
            : $"These files of the cluster are not valid: {NameList.Of(bad.Select(leaf => leaf.NodePath))}.";
    }
}
