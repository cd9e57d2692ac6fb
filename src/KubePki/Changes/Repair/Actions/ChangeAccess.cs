using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Files;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// Gives the modes and owners that should be to what lies in our hands. Never to what a link leads to, and not where others decide what
/// lies at a path: that would give them, or take from them, whatever they choose.
/// </summary>
internal sealed class ChangeAccess : RepairAction
{
    /// <summary>A file with the mode and the owner that it is to get.</summary>
    internal sealed record Access(string NodePath, int? Mode, uint? UserId, uint? GroupId);

    /// <summary>The modes and owners to give.</summary>
    public required IReadOnlyList<Access> Files { get; init; }

    /// <summary>One action for all that nobody else writes, and one for each file of networks.</summary>
    public static void Plan(PlanDraft draft, KubePkiFinding finding)
    {
        foreach (var action in Actions(draft.Node))
        {
            var key = $"access {action.Step.Target}";
            draft.Resolve(key, finding.Check);
            if (draft.ActionFor(key) is null)
                draft.Add(key, RepairPhase.Access, action);
        }
        foreach (var (path, reason) in LeftAlone(draft.Node))
            draft.LeaveAlone(path, reason);
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        foreach (var (path, mode, user, group) in Files)
        {
            // The last part is taken as it is: a link has neither a mode nor an owner to put right.
            yield return new PendingChange { NodePath = NodePlace.Of(issuance.Files, path).NodePath, Kind = ChangeKind.Access,
                Expected = FileState.Of(issuance.Files, path), Mode = mode, UserId = user, GroupId = group };
        }
    }

    private static IEnumerable<ChangeAccess> Actions(NodeView node)
    {
        var access = new Dictionary<string, Access>(StringComparer.Ordinal);
        foreach (var loose in LooseMode.LooseFiles(node).Where(loose => Obstacle(node, loose.Entry) is null))
            access[loose.Entry.NodePath] = new Access(loose.Entry.NodePath, loose.Mode & ~loose.Forbidden, null, null);
        foreach (var file in node.FilesOfOthers.Where(file => Obstacle(node, file) is null))
            access[file.NodePath] = new Access(file.NodePath, access.GetValueOrDefault(file.NodePath)?.Mode, 0, 0);
        return access.Values.GroupBy(item => PkiLayouts.IsOfNetworks(item.NodePath) ? item.NodePath : null)
            .Select(group => Of(node, group.Key, [.. group]));
    }

    private static ChangeAccess Of(NodeView node, string? path, Access[] access) => new()
    {
        Files = access,
        Step = new RepairStep
        {
            Title = path is null ? "fix modes and owners" : Advice.Of($"fix mode and owner of {path}").ToString(),
            Target = path ?? "files",
            Reason = "users other than root can read or change them",
            Changes = [.. access.Select(item => new PlannedChange("mode", node.HostPath(item.NodePath), item.NodePath, Details(item)))],
        },
    };

    private static IEnumerable<(string Path, string Reason)> LeftAlone(NodeView node) =>
        LooseMode.LooseFiles(node).Select(loose => loose.Entry).Concat(node.FilesOfOthers)
        .DistinctBy(file => file.NodePath).Select(file => (file, Reason: Obstacle(node, file))).Where(pair => pair.Reason is not null)
        .Select(pair => (pair.file.NodePath, $"Its mode and owner are not changed: {pair.Reason}."));

    // Why mode and owner of a file are left as they are; null when they are not.
    private static string? Obstacle(NodeView node, PkiFile file)
    {
        if (file.Unchangeable is { } unchangeable)
            return unchangeable;
        if (!file.IsDirectory && (file.Mode & FileModes.SetId) is > 0)
            return "it has set-id bits";
        if (!node.Pki.IsArchive && !PlanCheck.Allows(node.Pki.Root, file.NodePath))
            return "it does not show that it is of a PKI, and no backup would bring it back";
        if (file.Exposure is { } exposure)
            return $"{exposure}; others can replace the file";
        // Of the node's own files the owner is put right, too; another's file is the other's affair.
        return node.FilesOfOthers.Contains(file) ? null : node.ReasonToLeave(file);
    }

    private static TextList Details(Access item) =>
    [
        .. item.Mode is { } mode ? [$"mode {OctalMode.Of(mode)}"] : Array.Empty<string>(),
        .. item.UserId is null ? Array.Empty<string>() : ["owner root:root"],
    ];
}
