using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Chain;

/// <summary>CAs of the control plane that are one key: then a certificate for one purpose opens another door.</summary>
internal sealed class SharedAuthority : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(SharedAuthority), "Chain", FindingSeverity.Error,
        "The etcd CA or the front proxy CA has the same key as the cluster's CA.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var cluster in node.ClusterAuthorities.DistinctBy(authority => authority.PublicKeyHash))
        {
            var others = node.Authorities
                .Where(authority => authority.Role is PkiRoles.EtcdAuthority or "etcd-peer-ca" or PkiRoles.FrontProxyAuthority
                    && authority.PublicKeyHash == cluster.PublicKeyHash).ToList();
            foreach (var other in others)
                yield return Shared(node, cluster, other);
            foreach (var role in RolesOfOneFile(node, cluster).Where(role => !others.Exists(other => other.Role == role)))
                yield return Shared(node, cluster, cluster with { Role = role });
        }
    }

    private static Advice ByKubeadm => Advice.Of($" (kubeadm init phase certs front-proxy-ca and front-proxy-client, "
        + $"after moving the existing front-proxy-* files away, but not ca.*)");

    // One file may be named by the flags of both.
    private static IEnumerable<string> RolesOfOneFile(NodeView node, KubeCertificate cluster)
    {
        if (node.Component("kube-apiserver")?.Flag("etcd-cafile") == cluster.NodePath)
            yield return PkiRoles.EtcdAuthority;
        if (node.Component("kube-apiserver")?.Flag("requestheader-client-ca-file") == cluster.NodePath)
            yield return PkiRoles.FrontProxyAuthority;
    }

    private static CheckResult Shared(NodeView node, KubeCertificate cluster, KubeCertificate other)
    {
        var isProxy = other.Role == PkiRoles.FrontProxyAuthority;
        var isOneFile = other.NodePath == cluster.NodePath;
        return CheckResult.In(other,
            $"The cluster and {(isProxy ? "the front proxy" : "etcd")} share one CA: "
                + (isOneFile ? $"both use {cluster.NodePath}." : $"{other.NodePath} and {cluster.NodePath} have the same key."),
            isProxy
                ? "Anyone with a client certificate of the cluster and a name allowed for the front "
                    + "proxy can impersonate any user through request headers."
                : "Anyone with a certificate from the cluster's CA, "
                    + "such as any kubelet, can read and write all of etcd, including Secrets.",
            isProxy
                ? Advice.Of($"Create a separate CA for the front proxy{(node.Guidance.IsOfKubeadm ? ByKubeadm : null)}, "
                    + $"the same on every control plane node, set in --requestheader-client-ca-file; then restart the API servers.")
                : Advice.Of($"Plan a separate CA for etcd, introduced with a CA bundle. This does not cause an outage: "
                    + $"renew expired certificates first, with the existing CA.")) with
        {
            // Guides to clusters of single binaries make one CA for all; of kubeadm's it is an accident.
            Severity = isProxy && node.Guidance.IsOfKubeadm ? FindingSeverity.Error : FindingSeverity.Warning,
            Proof =
            [
                $"{cluster.NodePath}: {cluster.Subject}, public key sha256:{cluster.PublicKeyHash}",
                $"{other.NodePath}: {other.Subject}, public key sha256:{other.PublicKeyHash}",
            ],
        };
    }
}
