using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair;

/// <summary>What kubeconfigs should say of the cluster: all of its CAs, and the URL of its API server.</summary>
internal sealed class ClusterTarget(NodeView node, RepairOptions options, Func<KubeCertificate, bool> isRenewed)
{
    /// <summary>The cluster's CAs, all that are in their file.</summary>
    public IReadOnlyList<KubeCertificate> Bundle { get; } = [.. node.ClusterAuthorities
        .Where(authority => authority.NodePath == node.ClusterAuthorities[0].NodePath)];

    /// <summary>Whether the plan renews one of them.</summary>
    public bool IsRenewed => Bundle.Any(isRenewed);

    /// <summary>The CAs that the current cluster of a kubeconfig is to get; none where it has them.</summary>
    public IReadOnlyList<KubeCertificate> BundleFor(Kubeconfig kubeconfig) =>
        BundleFor(kubeconfig.Clusters.FirstOrDefault(cluster => cluster.Name == kubeconfig.Cluster));

    /// <summary>
    /// The CAs that a cluster of a kubeconfig is to get, when it does not trust them all and no others. One that was renewed with its key
    /// is not the older one, which ends sooner.
    /// </summary>
    public IReadOnlyList<KubeCertificate> BundleFor(KubeconfigCluster? cluster)
    {
        var trusted = cluster?.Authorities ?? [];
        var isWhole = !LacksOne(trusted) && trusted.All(authority => Bundle.Any(own => own.PublicKeyHash == authority.PublicKeyHash));
        // A file that it names is renewed itself.
        return isWhole && !(IsRenewed && cluster?.AuthorityPath is null) ? [] : Bundle;
    }

    /// <summary>Whether a client lacks one of the CAs; that it trusts more than them is nobody's fault.</summary>
    public bool LacksOne(IReadOnlyList<KubeCertificate> trusted) =>
        Bundle.Any(own => !trusted.Any(authority => authority.PublicKeyHash == own.PublicKeyHash && authority.NotAfter >= own.NotAfter));

    /// <summary>The URL that was asked for, when a client has another; else null.</summary>
    public string? ServerInsteadOf(string? current) => options.Server is { } server && server != current ? server : null;

    /// <summary>
    /// The URL that a new kubeconfig of a role names, as kubeadm would: the local API server for what runs beside it, the common endpoint
    /// for all others. Null when nothing tells.
    /// </summary>
    public string? ServerFor(string role)
    {
        if (options.Server is { } asked)
            return asked;
        var isLocal = KubeadmReleases.IsLocal(role, node.Spec.KubernetesMinor)
            && (node.Spec.IsControlPlane || role != PkiRoles.KubeletConf);
        if (!isLocal && node.Spec.ControlPlaneEndpoint is not null)
            return ServerUrl.OfControlPlane(node.Spec);
        return node.Spec.AdvertiseAddress is null ? ElsewhereOnNode() : ServerUrl.OfNode(node.Spec);
    }

    /// <summary>What changes, for people.</summary>
    public IEnumerable<string> Details(IReadOnlyList<KubeCertificate> bundle, string? server)
    {
        if (bundle.Count > 0)
            yield return $"the CA is replaced with that of {bundle[0].NodePath} ({bundle.Count} "
                + $"{(bundle.Count == 1 ? "certificate" : "certificates")})";
        if (server is null)
            yield break;
        yield return $"server {server}";
        var host = Uri.TryCreate(server, UriKind.Absolute, out var url) ? url.Host.Trim('[', ']') : server;
        if (!options.AddNames.Contains(host) && node.Leaves.FirstOrDefault(leaf => leaf.Role == PkiRoles.ApiServer) is { } serving
            && KubePki.Node.Kubelet.GoJudge.Name(serving, host) is not null)
            yield return Advice.Of(
                $"the API server's certificate is not valid for {host} yet: kubepki renew --role apiserver --add-san {host}").ToString();
    }

    // On a worker only other kubeconfigs of the node know.
    private string? ElsewhereOnNode() => node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role is not (null or PkiRoles.Cni)
        && kubeconfig.Server is { } server && !ShownUrl.IsHidden(server) && !node.IsForeign(kubeconfig))?.Server;
}
