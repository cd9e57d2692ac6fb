using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Cni;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Moves what a network of another cluster has left into the backup.</summary>
internal sealed class MoveNetworkAway : RepairAction
{
    /// <summary>What is moved into the backup.</summary>
    public required IReadOnlyList<string> Quarantine { get; init; }

    public static void Plan(PlanDraft draft, CniConfiguration network, KubePkiFinding finding)
    {
        var key = network.NodePath;
        draft.Resolve(key, finding.Check);
        if (draft.ActionFor(key) is not null)
            return;
        if (Obstacle(draft.Node, network) is { } obstacle)
            draft.LeaveAlone(network.Name, obstacle);
        else
            draft.Add(key, RepairPhase.Networks, Of(draft.Node, network, finding.Message));
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance) => Quarantine.Select(issuance.MoveAway);

    // Why it must stay; null when it can go.
    private static string? Obstacle(NodeView node, CniConfiguration network)
    {
        if (node.Pki.Networks.Count < 2)
            return Advice.Of($"{network.NodePath} is the only network of this node. Let its plugin rewrite {network.Kubeconfigs}.")
                .ToString();
        return CniConflict.Leftovers(node, network).Contains(network.NodePath) ? null
            : Advice.Of($"{network.NodePath} is not a file in {PkiLayouts.Cni}: check where it points.").ToString();
    }

    private static MoveNetworkAway Of(NodeView node, CniConfiguration network, string reason)
    {
        var paths = CniConflict.Leftovers(node, network);
        var next = node.Pki.Networks.First(other => other != network).NodePath;
        return new MoveNetworkAway
        {
            Quarantine = paths,
            Step = new RepairStep
            {
                Title = $"move CNI network {network.Name} to the backup",
                Target = network.Name,
                Reason = reason,
                Changes = paths.Select(path => new PlannedChange("move", node.HostPath(path), path, ["to the backup"])).ToArray(),
                Restart = [Advice.Of($"delete the pods stuck in ContainerCreating; the runtime uses {next} from now on").ToString()],
                WouldNotHelp = ["reissuing certificates will not fix this: the cluster's own certificates are valid"],
            },
        };
    }
}
