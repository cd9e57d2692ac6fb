using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Changes that need no certificate: modes and owners, files that go to quarantine.</summary>
internal sealed class FileWork : RepairWork
{
    /// <summary>The modes and owners to give.</summary>
    public IReadOnlyList<(string NodePath, int? Mode, uint? UserId, uint? GroupId)> Access { get; init; } = [];

    /// <summary>What is moved into the backup.</summary>
    public IReadOnlyList<string> Quarantine { get; init; } = [];

    public override IEnumerable<PendingChange> Prepare(Workshop workshop)
    {
        foreach (var (path, mode, user, group) in Access)
        {
            var real = workshop.Files.Resolve(path).RealNodePath;
            yield return new PendingChange { NodePath = real, Kind = ChangeKind.Access, Expected = FileState.Of(workshop.Files, real), Mode = mode, UserId = user, GroupId = group };
        }
        foreach (var path in Quarantine)
            yield return workshop.MoveAway(path);
    }
}
