using KubePki.Issuing;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Works that are one step: none of them is of use without the others.</summary>
internal sealed class JointWork : RepairWork
{
    public required IReadOnlyList<RepairWork> Parts { get; init; }

    public override IEnumerable<KeyKind> NewKeys => Parts.SelectMany(part => part.NewKeys);

    public override IEnumerable<PendingChange> Prepare(Workshop workshop) => Parts.SelectMany(part => part.Prepare(workshop)).ToList();
}
