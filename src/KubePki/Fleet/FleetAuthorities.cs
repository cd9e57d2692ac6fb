using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>What the nodes of a cluster must have in common: its CAs, its service account key, the CAs that they trust.</summary>
internal static class FleetAuthorities
{
    private static readonly Dictionary<string, (FindingSeverity Severity, string Why)> Roles = new(StringComparer.Ordinal)
    {
        [PkiRoles.ClusterAuthority] = (FindingSeverity.Critical,
            "What one control plane issues is rejected by the other: joins, renewals and kubelets fail depending on which one answers."),
        [PkiRoles.ServiceAccounts] = (FindingSeverity.Critical,
            "Service account tokens of one control plane are rejected by the other: pods get 401 depending on which one answers."),
        [PkiRoles.EtcdAuthority] = (FindingSeverity.Critical, "The etcd members reject each other, and etcd loses its quorum."),
        [PkiRoles.FrontProxyAuthority] = (FindingSeverity.Error,
            "Aggregated APIs (metrics.k8s.io) reject the requests of one of the API servers."),
    };

    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> cluster)
    {
        var planes = cluster.Where(node => node.IsControlPlane).ToList();
        foreach (var role in NodeSummary.Shared)
        {
            var keys = planes.SelectMany(node => node.Authorities.Where(key => key.Role == role).Select(key => (Node: node, Key: key)))
                .GroupBy(pair => pair.Key.Hash).OrderByDescending(group => group.Count()).ToList();
            if (keys.Count > 1)
                yield return Mismatch(role, [.. keys.Select(group => group.ToList())]);
        }
        if (Rotation(cluster) is { } rotation)
            yield return rotation;
    }

    private static KubePkiFleetFinding Mismatch(string role, List<List<(NodeSummary Node, FleetKey Key)>> keys)
    {
        var odd = keys.Skip(1).SelectMany(group => group).ToList();
        var what = role == PkiRoles.ServiceAccounts ? "service account key" : "CA";
        return FleetFindings.Of("FleetAuthorityMismatch", Roles[role].Severity, role, [.. odd.Select(pair => pair.Node)]) with
        {
            Message = $"Control planes of one cluster have different keys of {role}: {string.Join("; ", keys.Select(Names))}.",
            Proof = FleetFindings.Proof(keys.SelectMany(FleetFindings.KeyFacts)),
            Why = Roles[role].Why,
            Remedy = $"Change nothing before you know which {what} the cluster uses: that of most control planes, and of the newest "
                + "credentials. Then save the others (Backup-KubePki) and have them join again. If these are different clusters, test each "
                + "by itself.",
        };
    }

    private static string Names(List<(NodeSummary Node, FleetKey Key)> group) =>
        $"{FleetFindings.Names([.. group.Select(pair => pair.Node)])} ({group[0].Key.Hash[..8]})";

    // A CA is changed by letting everybody trust both, then issuing anew, then forgetting the old one.
    private static KubePkiFleetFinding? Rotation(IReadOnlyList<NodeSummary> cluster)
    {
        var trusting = cluster.Where(node => node.Trusted.Count > 0).ToList();
        var all = trusting.SelectMany(node => node.Trusted).Distinct().ToList();
        var lacking = trusting.Where(node => node.Trusted.Count < all.Count).ToList();
        return all.Count < 2 || lacking.Count == 0 ? null
            : FleetFindings.Of("FleetTrustDiffers", FindingSeverity.Warning, PkiRoles.ClusterAuthority, lacking) with
            {
                Message = $"The nodes trust {all.Count} cluster CAs in all, but {FleetFindings.Names(lacking)} not all of them: a rotation "
                    + "is halfway, or one of them was left behind.",
                Proof = FleetFindings.Proof(trusting.Select(node =>
                    $"{node.Label}: trusts {string.Join(", ", node.Trusted.Select(hash => hash[..8]))}")),
                Why = "Until all trust both, what the new CA issues is rejected by those that know only the old one, and the reverse.",
                Remedy = "Bring the bundle with both CAs to every node before anything is issued by the new one, and take the old one out "
                    + "of it only when nothing of it is left.",
            };
    }
}
