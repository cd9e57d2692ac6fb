using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Kubeconfigs that do not trust the CA which signed the API server's certificate.</summary>
internal sealed class KubeconfigAuthorityMismatch : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeconfigAuthorityMismatch), "Kubeconfig", FindingSeverity.Critical,
        "A kubeconfig of the node does not trust the cluster's CA.", References.Kubeconfig);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var keys = node.ClusterAuthorities.Select(authority => authority.PublicKeyHash).ToHashSet();
        if (keys.Count == 0)
            yield break;
        // A person may have other clusters, too.
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => kubeconfig.Role is not null && !IsTold(node, kubeconfig)))
        {
            var cluster = kubeconfig.Clusters.FirstOrDefault(cluster => cluster.Name == kubeconfig.Cluster);
            if (cluster is null || cluster.InsecureSkipTlsVerify
                || kubeconfig.Authorities.Any(authority => keys.Contains(authority.PublicKeyHash)) || HasProblem(node, kubeconfig, cluster))
                continue;
            yield return Mismatch(node, kubeconfig);
        }
    }

    // A CA of the cluster's own name: AuthorityTwin. A network's kubeconfig beside another network: CniConflict.
    private static bool IsTold(NodeView node, Kubeconfig kubeconfig) =>
        kubeconfig.Authorities.Any(other => node.ClusterAuthorities.Any(authority => authority.Subject == other.Subject))
            || (kubeconfig.Role == KubePki.Node.Layout.PkiRoles.Cni && (node.Pki.Networks.Count != 1 || kubeconfig.Authorities.Count == 0));

    private static bool HasProblem(NodeView node, Kubeconfig kubeconfig, KubeconfigCluster cluster) => kubeconfig.Authorities.Count == 0
        && node.Pki.Problems.Any(problem => problem.NodePath == kubeconfig.NodePath || problem.NodePath == cluster.AuthorityPath);

    private static CheckResult Mismatch(NodeView node, Kubeconfig kubeconfig)
    {
        var authority = node.ClusterAuthorities[0];
        return CheckResult.In(kubeconfig,
            kubeconfig.Authorities.Count == 0
                ? "It has no CA: the client trusts the system's CAs, which did not sign this cluster's certificates."
                : $"It trusts {kubeconfig.Authorities[0].Subject} with a different key than {authority.NodePath}.",
            $"Its client rejects the API server: \"certificate signed by unknown authority\". {Consequences.Of(kubeconfig.Role)}",
            $"kubectl config set-cluster{Advice.FirstWord(kubeconfig.Cluster)} --kubeconfig {kubeconfig.NodePath} --certificate-authority "
                + $"{authority.NodePath} --embed-certs{Advice.LastWord(kubeconfig.Cluster)}") with
        {
            Severity = kubeconfig.Role is PkiRoles.BootstrapKubeletConf or KubePki.Node.Layout.PkiRoles.Cni
                ? FindingSeverity.Error
                : Consequences.SeverityOf(kubeconfig.Role),
            Proof =
            [
                .. kubeconfig.Authorities
                    .Select(other => $"{kubeconfig.NodePath}: {other.Subject}, public key sha256:{other.PublicKeyHash}"),
                $"{authority.NodePath}: {authority.Subject}, public key sha256:{authority.PublicKeyHash}",
            ],
            Fix = node.Fixes.Connect(kubeconfig, node.Fixes.Renew(kubeconfig.NodePath)),
        };
    }
}
