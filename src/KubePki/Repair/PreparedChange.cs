using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>A change that a work has made ready.</summary>
/// <param name="Work">The work.</param>
/// <param name="Change">The change.</param>
/// <param name="IsEdited">Whether its content goes on from what works before this one made of the same file.</param>
internal sealed record PreparedChange(RepairWork Work, PendingChange Change, bool IsEdited);
