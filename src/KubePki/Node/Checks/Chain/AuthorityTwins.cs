using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Chain;

/// <summary>
/// Which CA certificates have the subject of the cluster's CA and another key. The first file with a subject is the cluster's; all that is
/// in it belongs together, as while a CA is changed.
/// </summary>
internal sealed class AuthorityTwins
{
    private readonly NodeView _node;
    private readonly Dictionary<string, KubeCertificate> _first;
    private readonly HashSet<(string NodePath, string? Key)> _keys;

    public AuthorityTwins(NodeView node)
    {
        _node = node;
        Own = [.. node.ClusterAuthorities.Concat(node.Authorities).DistinctBy(authority => (authority.NodePath, authority.Index))];
        _first = Own.DistinctBy(authority => authority.Subject).ToDictionary(authority => authority.Subject, StringComparer.Ordinal);
        _keys = [.. Own.Select(authority => (authority.NodePath, authority.PublicKeyHash))];
    }

    /// <summary>The CAs of the cluster, as far as their places tell.</summary>
    public IReadOnlyList<KubeCertificate> Own { get; }

    /// <summary>The CA of the cluster of which a certificate is a twin; null when it is none.</summary>
    public KubeCertificate? TwinOf(KubeCertificate other) => _first.TryGetValue(other.Subject, out var authority)
        && authority.NodePath != other.NodePath && !_keys.Contains((authority.NodePath, other.PublicKeyHash))
        && !IsOfAnotherCluster(other) ? authority : null;

    // A person may carry kubeconfigs of other clusters, whose CAs have that name as well. It is a stale one when its server is this
    // cluster's.
    private bool IsOfAnotherCluster(KubeCertificate anchor)
    {
        if (_node.KubeconfigAt(anchor.NodePath) is not { } kubeconfig || !NodeView.IsPersonal(kubeconfig))
            return false;
        var cluster = kubeconfig.Clusters
            .FirstOrDefault(cluster => cluster.Authorities.Any(authority => authority.Fingerprint == anchor.Fingerprint));
        return cluster?.Server is { } server && !_node.Kubeconfigs
            .Any(own => own.Role is not (null or PkiRoles.Cni) && own.Clusters.Any(known => known.Server == server));
    }
}
