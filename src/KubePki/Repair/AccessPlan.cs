using KubePki.Checks;
using KubePki.Checks.Files;
using KubePki.Model;

namespace KubePki.Repair;

/// <summary>Modes and owners as they should be.</summary>
internal static class AccessPlan
{
    public static FileWork Work(NodeView node)
    {
        var access = new Dictionary<string, (string NodePath, int? Mode, uint? UserId, uint? GroupId)>(StringComparer.Ordinal);
        foreach (var loose in LooseMode.LooseFiles(node))
            access[loose.Entry.NodePath] = (loose.Entry.NodePath, loose.Mode & ~loose.Forbidden, null, null);
        foreach (var file in WrongOwner.FilesOfOthers(node))
            access[file.NodePath] = (file.NodePath, access.TryGetValue(file.NodePath, out var known) ? known.Mode : null, 0, 0);
        return new FileWork
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

    private static TextList Details((string NodePath, int? Mode, uint? UserId, uint? GroupId) item) =>
        [.. item.Mode is { } mode ? [$"mode 0{Convert.ToString(mode, 8).PadLeft(3, '0')}"] : Array.Empty<string>(), .. item.UserId is null ? Array.Empty<string>() : ["owner root:root"]];
}
