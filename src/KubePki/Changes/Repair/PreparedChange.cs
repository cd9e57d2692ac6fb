using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;

namespace KubePki.Changes.Repair;

/// <summary>A change that a work has made ready.</summary>
/// <param name="Action">The work.</param>
/// <param name="Change">The change.</param>
/// <param name="IsEdited">Whether its content goes on from what works before this one made of the same file.</param>
internal sealed record PreparedChange(RepairAction Action, PendingChange Change, bool IsEdited);
