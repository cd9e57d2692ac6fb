using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Kubeconfigs that call the API server by a name or an address which its certificate does not have: a balancer's, say.</summary>
internal sealed class KubeconfigServerNotCovered : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeconfigServerNotCovered), "Kubeconfig", FindingSeverity.Error,
        "The API server's certificate is not valid for the server host in a kubeconfig.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (ServingOf(node) is not { } serving)
            yield break;
        foreach (var (kubeconfig, cluster, host, refusal) in Uncovered(node, serving))
            yield return NotCovered(node, kubeconfig, cluster, serving, host, refusal);
    }

    /// <summary>
    /// Each cluster of a kubeconfig whose server is called by a name that a certificate lacks. What others wrote does not count: a name in
    /// the API server's
    /// certificate is a name under which it may be impersonated.
    /// </summary>
    internal static IEnumerable<(Kubeconfig Kubeconfig, KubeconfigCluster Cluster, string Host, string Refusal)> Uncovered(
        NodeView node, KubeCertificate serving)
    {
        var keys = node.ClusterAuthorities.Select(authority => authority.PublicKeyHash).ToHashSet();
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => kubeconfig.Role != PkiRoles.Cni
            && node.ReasonToLeave(kubeconfig) is null))
        {
            // Another cluster's server is none of this certificate's business.
            foreach (var cluster in kubeconfig.Clusters.Where(cluster =>
                !cluster.InsecureSkipTlsVerify && cluster.Authorities.Any(authority => keys.Contains(authority.PublicKeyHash))))
            {
                if (HostOf(cluster) is { } host && GoJudge.Name(serving, host) is { } refusal)
                    yield return (kubeconfig, cluster, host, refusal);
            }
        }
    }

    // Where a listener stands before the API server, its certificate is what clients see; it makes one when there is none.
    private static KubeCertificate? ServingOf(NodeView node)
    {
        var serving = node.Leaves.FirstOrDefault(leaf => leaf.Role == PkiRoles.ApiServer);
        return serving is not null && PkiLayouts.RunnerOf(serving.NodePath) is { HasDynamicListener: true }
            ? node.Leaves.FirstOrDefault(leaf => leaf.Role == PkiRoles.SupervisorServer) : serving;
    }

    private static Advice NeverAdded => Advice.Of($"; kubeadm certs renew never adds names.");

    private static string? HostOf(KubeconfigCluster cluster)
    {
        if (!string.IsNullOrEmpty(cluster.TlsServerName))
            return cluster.TlsServerName;
        var text = cluster.Server is null || cluster.Server.Contains("://", StringComparison.Ordinal)
            ? cluster.Server
            : "https://" + cluster.Server;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps
            ? server.Host.Trim('[', ']')
            : null;
    }

    private static CheckResult NotCovered(NodeView node, Kubeconfig kubeconfig, KubeconfigCluster cluster,
        KubeCertificate serving, string host, string refusal) => CheckResult.In(kubeconfig,
        $"It connects to the API server as {host}, which is not in the server's certificate.",
        $"Its client rejects the API server: \"{refusal}\". {(kubeconfig.Role is null ? "" : Consequences.Of(kubeconfig.Role))}".TrimEnd(),
        Advice.Of($"{node.Guidance.AddNames(serving.NodePath, host)}{(node.Guidance.IsOfKubeadm ? NeverAdded : null)}")) with
    {
        Severity = kubeconfig.Role is null ? FindingSeverity.Warning : FindingSeverity.Error,
        Proof =
        [
            $"{kubeconfig.NodePath}: cluster {cluster.Name}, server {cluster.Server}",
            $"{serving.NodePath}: DNS {serving.DnsNames}; IP {serving.IPAddresses}", $"Go: {refusal}",
        ],
        Fix = node.Fixes.Renew(PkiRoles.Of(PkiRoles.ApiServer)),
    };
}
