using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>Keys that are one node's own, and are found on two.</summary>
internal static class FleetKeys
{
    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> nodes) =>
        nodes.SelectMany(node => node.Keys.Select(key => (Node: node, Key: key))).GroupBy(pair => pair.Key.Hash)
            .Where(group => group.Select(pair => pair.Node.Root).Distinct().Skip(1).Any())
            .Select(group => group.DistinctBy(pair => pair.Node.Root).ToList())
            // kubelet's last key lies beside its current one.
            .GroupBy(pairs => (pairs[0].Key.Role, string.Join('\0', pairs.Select(pair => pair.Node.Root))))
            .Select(group => Twice([.. group]));

    private static KubePkiFleetFinding Twice(List<List<(NodeSummary Node, FleetKey Key)>> keys)
    {
        var pairs = keys[0];
        var what = keys.Count == 1 ? "private key" : $"{keys.Count} private keys";
        return FleetFindings.Of("FleetKeyShared", FindingSeverity.Error, pairs[0].Key.Role, [.. pairs.Select(pair => pair.Node)]) with
        {
            Message = $"{FleetFindings.Names([.. pairs.Select(pair => pair.Node)])} have the same {what} for {pairs[0].Key.Role}.",
            Proof = FleetFindings.Proof(keys.SelectMany(key => FleetFindings.KeyFacts(key))),
            Cause = $"{FleetFindings.Names([.. pairs.Select(pair => pair.Node)])} have the same private keys.",
            Why = "Whoever reads it on one node is the other, too. The files were copied, or the machine was cloned after it had joined.",
            Remedy = pairs[0].Key.Role is PkiRoles.KubeletClient or PkiRoles.KubeletConf
                ? "Have the cloned node join again under its own name: kubeadm token create --print-join-command."
                : "Issue it anew on all but one of them: " + (pairs[0].Key.Role == PkiRoles.KubeletServer
                    ? "kubepki repair kubelet --serving issue" : $"kubepki renew --role {pairs[0].Key.Role} --force"),
        };
    }
}
