using KubePki.Model;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Kubeconfigs that do not look at the server's certificate.</summary>
internal sealed class InsecureSkipTlsVerify : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(InsecureSkipTlsVerify), "Kubeconfig", FindingSeverity.Warning,
        "A kubeconfig disables verification of the server's certificate.", References.Kubeconfig);

    public override IEnumerable<CheckResult> Evaluate(NodeView node) =>
        from kubeconfig in node.Kubeconfigs
        from cluster in kubeconfig.Clusters
        where cluster.InsecureSkipTlsVerify
        select CheckResult.In(kubeconfig, $"insecure-skip-tls-verify is on for cluster {cluster.Name}.",
            "A man in the middle can read its token or impersonate the API server.",
            $"kubectl config set-cluster{Advice.FirstWord(cluster.Name)} --kubeconfig {kubeconfig.NodePath} "
                + $"--insecure-skip-tls-verify=false --certificate-authority "
                + $"{AuthorityPath(node)} --embed-certs{Advice.LastWord(cluster.Name)}") with
        {
            Proof = [$"{kubeconfig.NodePath}: cluster {cluster.Name}, server {cluster.Server}, insecure-skip-tls-verify: true"],
        };

    private static string AuthorityPath(NodeView node) => node.ClusterAuthorities.Count > 0 ? node.ClusterAuthorities[0].NodePath : "CA";
}
