using KubePki.Changes.Transactions;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Changes that need no certificate: modes and owners, files that go to quarantine.</summary>
internal sealed class ChangeFiles : RepairAction
{
    /// <summary>The modes and owners to give.</summary>
    public IReadOnlyList<AccessPlan.Access> Access { get; init; } = [];

    /// <summary>What is moved into the backup.</summary>
    public IReadOnlyList<string> Quarantine { get; init; } = [];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        foreach (var (path, mode, user, group) in Access)
        {
            // The last part is taken as it is: a link has neither a mode nor an owner to put right.
            yield return new PendingChange { NodePath = NodePlace.Of(issuance.Files, path).NodePath, Kind = ChangeKind.Access,
                Expected = FileState.Of(issuance.Files, path), Mode = mode, UserId = user, GroupId = group };
        }
        foreach (var path in Quarantine)
            yield return issuance.MoveAway(path);
    }
}
