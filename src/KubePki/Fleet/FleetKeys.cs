using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>Keys, names and addresses that are one node's own, and are found on two.</summary>
internal static class FleetKeys
{
    public static IEnumerable<KubePkiFleetFinding> Find(IReadOnlyList<NodeSummary> nodes)
    {
        foreach (var key in nodes.SelectMany(node => node.Keys.Select(key => (Node: node, Key: key))).GroupBy(pair => pair.Key.Hash)
            .Where(group => group.Select(pair => pair.Node.Root).Distinct().Skip(1).Any()))
        {
            yield return Twice([.. key.DistinctBy(pair => pair.Node.Root)]);
        }
        foreach (var name in nodes.GroupBy(node => node.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
            yield return Named([.. name]);
        foreach (var address in nodes.SelectMany(Addresses).GroupBy(pair => pair.Address)
            .Where(group => group.Select(pair => pair.Node.Name).Distinct().Skip(1).Any()))
        {
            yield return Addressed(address.Key, [.. address.Select(pair => pair.Node).DistinctBy(node => node.Root)]);
        }
    }

    private static KubePkiFleetFinding Twice(List<(NodeSummary Node, FleetKey Key)> pairs) =>
        FleetFindings.Of("FleetKeyShared", FindingSeverity.Error, pairs[0].Key.Role, [.. pairs.Select(pair => pair.Node)]) with
        {
            Message = $"{FleetFindings.Names([.. pairs.Select(pair => pair.Node)])} have the same private key for {pairs[0].Key.Role}.",
            Proof = FleetFindings.Proof(pairs
                .Select(pair => $"{pair.Node.Label}: {pair.Key.NodePath}: public key SHA-256 {pair.Key.Hash}")),
            Why = "Whoever reads it on one node is the other, too. The files were copied, or the machine was cloned after it had joined.",
            Remedy = pairs[0].Key.Role is PkiRoles.KubeletClient or PkiRoles.KubeletConf
                ? "Have the cloned node join again under its own name: kubeadm token create --print-join-command."
                : "Issue it anew on all but one of them: " + (pairs[0].Key.Role == PkiRoles.KubeletServer
                    ? "kubepki repair kubelet --serving issue" : $"kubepki renew --role {pairs[0].Key.Role} --force"),
        };

    private static KubePkiFleetFinding Named(List<NodeSummary> nodes) =>
        FleetFindings.Of("FleetNodeNameTwice", FindingSeverity.Error, "kubelet", nodes) with
        {
            Message = $"{nodes.Count} nodes are called {nodes[0].Name}.",
            Proof = FleetFindings.Proof(nodes.Select(node => $"{node.Root}: {node.Name}")),
            Why = "Kubelets of one name share one Node object: each overwrites the other's status and evicts its pods.",
            Remedy = "Check that they are not two snapshots of one node; else give one another host name and have it join again.",
        };

    private static KubePkiFleetFinding Addressed(string address, List<NodeSummary> nodes) =>
        FleetFindings.Of("FleetAddressTwice", FindingSeverity.Warning, PkiRoles.KubeletServer, nodes) with
        {
            Message = $"The kubelets of {FleetFindings.Names(nodes)} serve certificates for the same address {address}.",
            Proof = FleetFindings.Proof(nodes.Select(node => $"{node.Label}: IP {address}")),
            Why = "One of them can pass for the other: kubectl logs and exec may end at the wrong node.",
            Remedy = "Find out whose address it is, and issue the other's serving certificate anew.",
        };

    private static IEnumerable<(string Address, NodeSummary Node)> Addresses(NodeSummary node) =>
        node.Keys.Where(key => key.Role == PkiRoles.KubeletServer).SelectMany(key => key.Names)
            .Where(name => System.Net.IPAddress.TryParse(name, out var address) && !System.Net.IPAddress.IsLoopback(address)).Distinct()
            .Select(name => (name, node));
}
