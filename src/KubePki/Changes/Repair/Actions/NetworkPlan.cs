using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Cni;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Moves what a network of another cluster has left into the backup.</summary>
internal static class NetworkPlan
{
    /// <summary>Why it must stay; null when it can go.</summary>
    public static string? Obstacle(NodeView node, CniConfiguration network)
    {
        if (node.Pki.Networks.Count < 2)
            return Advice.Of($"{network.NodePath} is the only network of this node; have its plugin write {network.Kubeconfigs} anew.")
                .ToString();
        return CniConflict.Leftovers(node, network).Contains(network.NodePath) ? null
            : Advice.Of($"{network.NodePath} is no file of {PkiLayouts.Cni} itself: look where it leads.").ToString();
    }

    public static ChangeFiles Plan(NodeView node, CniConfiguration network, string reason)
    {
        var paths = CniConflict.Leftovers(node, network);
        var next = node.Pki.Networks.First(other => other != network).NodePath;
        return new ChangeFiles
        {
            Quarantine = paths,
            Step = new RepairStep
            {
                Title = $"move the network {network.Name} away",
                Target = network.Name,
                Reason = reason,
                Changes = paths.Select(path => new PlannedChange("move", node.HostPath(path), path, ["into the backup"])).ToArray(),
                Restart = [Advice.Of($"delete the pods that hang in ContainerCreating; the runtime takes {next} from now on").ToString()],
                WouldNotHelp = ["issuing certificates anew: the cluster's own are good"],
            },
        };
    }
}
