using KubePki.Model;

namespace KubePki.Node.Checks.Chain;

/// <summary>CAs of the control plane that are one key: then a certificate for one purpose opens another door.</summary>
internal sealed class SharedAuthority : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(SharedAuthority), "Chain", FindingSeverity.Error,
        "etcd's CA, or the front proxy's, has the same key as the cluster's CA.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var cluster in node.ClusterAuthorities.DistinctBy(authority => authority.PublicKeyHash))
        {
            foreach (var other in node.Authorities.Where(authority =>
                authority.Role is "etcd-ca" or "etcd-peer-ca" or "front-proxy-ca" && authority.PublicKeyHash == cluster.PublicKeyHash))
                yield return Shared(cluster, other);
            foreach (var role in RolesOfOneFile(node, cluster))
                yield return Shared(cluster, cluster with { Role = role });
        }
    }

    // One file may be named by the flags of both.
    private static IEnumerable<string> RolesOfOneFile(NodeView node, KubeCertificate cluster)
    {
        if (node.Component("kube-apiserver")?.Flag("etcd-cafile") == cluster.NodePath)
            yield return "etcd-ca";
        if (node.Component("kube-apiserver")?.Flag("requestheader-client-ca-file") == cluster.NodePath)
            yield return "front-proxy-ca";
    }

    private static CheckResult Shared(KubeCertificate cluster, KubeCertificate other)
    {
        var isProxy = other.Role == "front-proxy-ca";
        return CheckResult.In(other,
            $"One CA serves the cluster and {(isProxy ? "the front proxy" : "etcd")}: "
                + $"{other.NodePath} and {cluster.NodePath} have the same key.",
            isProxy
                ? "Whoever has a client certificate of the cluster, and a name that the front proxy may "
                    + "have, can claim to be any user in request headers."
                : "Whoever has any certificate of the cluster's CA, "
                    + "each kubelet for one, may read and write all of etcd, secrets included.",
            isProxy
                ? Advice.Of($"Make a CA of its own for the front proxy (kubeadm init phase certs front-proxy-ca and front-proxy-client, "
                    + $"with what is there of front-proxy-* moved away, and never ca.*), the same on every control plane, "
                    + $"named by --requestheader-client-ca-file; then restart the API servers.")
                : Advice.Of($"Plan a CA of its own for etcd by way of a bundle. Nothing is down because of this: "
                    + $"renew expired certificates first, from the CA that is there.")) with
        {
            Severity = isProxy ? FindingSeverity.Error : FindingSeverity.Warning,
            Proof =
            [
                $"{cluster.NodePath}: {cluster.Subject}, public key sha256:{cluster.PublicKeyHash}",
                $"{other.NodePath}: {other.Subject}, public key sha256:{other.PublicKeyHash}",
            ],
        };
    }
}
