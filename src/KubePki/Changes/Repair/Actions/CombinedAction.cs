using KubePki.Changes.Transactions;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Actions that are one step: none of them is of use without the others.</summary>
internal sealed class CombinedAction : RepairAction
{
    public required IReadOnlyList<RepairAction> Parts { get; init; }

    public override IEnumerable<KeyKind> NewKeys => Parts.SelectMany(part => part.NewKeys);

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance) =>
        Parts.SelectMany(part => part.Prepare(issuance)).ToList();
}
