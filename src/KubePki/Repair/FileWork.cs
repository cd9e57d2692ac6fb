using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Changes that need no certificate: modes and owners, files that go to quarantine.</summary>
internal sealed class FileWork : RepairWork
{
    /// <summary>The modes and owners to give.</summary>
    public IReadOnlyList<AccessPlan.Access> Access { get; init; } = [];

    /// <summary>What is moved into the backup.</summary>
    public IReadOnlyList<string> Quarantine { get; init; } = [];

    public override IEnumerable<PendingChange> Prepare(Workshop workshop)
    {
        foreach (var (path, mode, user, group) in Access)
        {
            // Links above it are the node's own affair; the last part is taken as it is.
            var slash = path.LastIndexOf('/');
            var real = $"{workshop.Files.Resolve(path[..slash]).RealNodePath.TrimEnd('/')}{path[slash..]}";
            yield return new PendingChange { NodePath = real, Kind = ChangeKind.Access, Expected = FileState.Of(workshop.Files, real), Mode = mode, UserId = user, GroupId = group };
        }
        foreach (var path in Quarantine)
            yield return workshop.MoveAway(path);
    }
}
