using KubePki.Checks;
using KubePki.Checks.Files;
using KubePki.Model;

namespace KubePki.Repair;

/// <summary>Modes and owners as they should be.</summary>
internal static class AccessPlan
{
    /// <summary>The work; null when there is none.</summary>
    public static FileWork? Work(NodeView node)
    {
        var access = new Dictionary<string, (string NodePath, int? Mode, uint? UserId, uint? GroupId)>(StringComparer.Ordinal);
        foreach (var loose in LooseMode.LooseFiles(node).Where(loose => loose.Entry.Unchangeable is null))
            access[loose.Entry.NodePath] = (loose.Entry.NodePath, loose.Mode & ~loose.Forbidden, null, null);
        foreach (var file in WrongOwner.FilesOfOthers(node).Where(file => file.Unchangeable is null))
            access[file.NodePath] = (file.NodePath, access.TryGetValue(file.NodePath, out var known) ? known.Mode : null, 0, 0);
        return access.Count == 0 ? null : new FileWork
        {
            Access = access.Values.ToArray(),
            Step = new RepairStep
            {
                Title = "put modes and owners right",
                Target = "files",
                Reason = "others than root may read or change them",
                Changes = access.Values.Select(item => new PlannedChange("mode", node.HostPath(item.NodePath), item.NodePath, Details(item))).ToArray(),
            },
        };
    }

    /// <summary>What is left as it is, with the reasons.</summary>
    public static IEnumerable<RepairNote> LeftAlone(NodeView node) =>
        LooseMode.LooseFiles(node).Select(loose => loose.Entry).Concat(WrongOwner.FilesOfOthers(node))
        .Where(file => file.Unchangeable is not null)
        .Select(file => new RepairNote(file.NodePath, $"Its mode and owner stay: {file.Unchangeable}."));

    private static TextList Details((string NodePath, int? Mode, uint? UserId, uint? GroupId) item) =>
        [.. item.Mode is { } mode ? [$"mode 0{Convert.ToString(mode, 8).PadLeft(3, '0')}"] : Array.Empty<string>(), .. item.UserId is null ? Array.Empty<string>() : ["owner root:root"]];
}
