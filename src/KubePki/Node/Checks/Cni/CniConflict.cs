using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Cni;

/// <summary>Several network configurations on a node that has one network.</summary>
internal sealed class CniConflict : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(CniConflict), "Cni", FindingSeverity.Error,
        "There are several CNI configurations. The runtime uses the one whose name sorts first.", References.Cni);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        // A loopback is no network.
        var networks = node.Pki.Networks.Where(network => network.Plugin != "loopback").ToList();
        if (networks.Count < 2)
            yield break;
        var foreign = networks.Where(node.IsForeign).ToList();
        var taken = networks[0];
        var isForeign = foreign.Contains(taken);
        // Multus sorts first on purpose, and asks the others.
        if (taken.Plugin is "multus" or "multus-shim" && foreign.Count == 0)
            yield break;
        yield return new CheckResult("cni",
            $"{networks.Count} CNI configurations; {taken.NodePath} ({taken.Plugin}) is used because its name sorts first"
                    + (isForeign ? $", and its kubeconfig belongs to another cluster."
                        : foreign.Count > 0 ? $"; {foreign[0].NodePath} belongs to another cluster."
                        : "."),
            isForeign
                ? "Pods get no network: the plugin rejects the API server, or connects to one that does not know it."
                : "Pods get the network that sorts first, regardless of what was deployed last.",
            Remedy(node, networks, isForeign ? taken : foreign.FirstOrDefault())) with
        {
            Path = taken.Path,
            NodePath = taken.NodePath,
            Severity = isForeign ? FindingSeverity.Error : FindingSeverity.Warning,
            Proof = networks.Select(network =>
                $"{network.NodePath}: network {network.Name}, plugins {network.Plugins}{Describe(node, network)}"),
            Fix = isForeign ? new Fix.RemoveNetwork(taken) : null,
        };
    }

    private static IEnumerable<Kubeconfig> Kubeconfigs(NodeView node, CniConfiguration network) =>
        node.Kubeconfigs.Where(kubeconfig => network.Kubeconfigs.Contains(kubeconfig.NodePath));

    private static string Describe(NodeView node, CniConfiguration network)
    {
        if (network.Kubeconfigs.Count == 0)
            return "; no kubeconfig";
        return string.Concat(
            network.Kubeconfigs.Select(path => node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == path) is { } kubeconfig
                ? $"; kubeconfig {path}, {(node.IsForeign(kubeconfig) ? "whose CA is not this cluster's" : "whose CA is this cluster's")}"
                : $"; kubeconfig {path}, which cannot be read"));
    }

    private static Advice Remedy(NodeView node, List<CniConfiguration> networks, CniConfiguration? foreign) => foreign is null
        ? Advice.Of($"Keep the configuration of the deployed network and move the others away: "
            + $"{MoveAway(networks.Skip(1).Select(network => network.NodePath))} (if {networks[0].Plugin} is the one to keep)")
        : Advice.Of($"{MoveAway(node, foreign)}, on every node; then delete the pods stuck in ContainerCreating");

    /// <summary>The command that moves a network's leftovers away.</summary>
    internal static Advice MoveAway(NodeView node, CniConfiguration network) => Leftovers(node, network) is { Count: > 0 } leftovers
        ? MoveAway(leftovers)
        : Advice.Of($"check where {network.NodePath} points, and move the target away manually");

    // Into a directory of its own: what was moved before stays.
    private static Advice MoveAway(IEnumerable<string> nodePaths) =>
        Advice.Of($"d=/var/backups/cni/$(date +%s) && mkdir -p \"$d\" && mv {nodePaths} \"$d\"/");

    /// <summary>
    /// What of a foreign network is to go: the configuration, and of the kubeconfigs that it names those that are foreign themselves.
    /// Whoever may write there may name any file of the node, so nothing goes but regular files that lie in that directory.
    /// </summary>
    internal static IReadOnlyList<string> Leftovers(NodeView node, CniConfiguration network) =>
        [.. Kubeconfigs(node, network).Where(node.IsForeign).Select(kubeconfig => kubeconfig.NodePath).Prepend(network.NodePath)
            .Where(path => IsLeftover(node, path))];

    private static bool IsLeftover(NodeView node, string path) =>
        path.StartsWith(PkiLayouts.Cni + "/", StringComparison.Ordinal) && path.LastIndexOf('/') == PkiLayouts.Cni.Length
        && node.File(path) is { IsLink: false, IsDirectory: false, IsSpecial: false };
}
