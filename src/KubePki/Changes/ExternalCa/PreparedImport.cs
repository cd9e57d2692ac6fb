using KubePki.Changes.Repair;
using KubePki.Model;

namespace KubePki.Changes.ExternalCa;

/// <summary>What came back, held against what was asked for: what is put in place, and what is refused. Nothing has been changed.</summary>
/// <param name="Repair">The plan for what is taken.</param>
/// <param name="Refused">The certificates that are not taken, each with the reason.</param>
public sealed record PreparedImport(PreparedRepair Repair, IReadOnlyList<RepairNote> Refused)
{
    /// <summary>Files that were named and are not there, or may not be read.</summary>
    public IReadOnlyList<PkiProblem> Unread { get; internal init; } = [];

    /// <summary>How many are taken and refused.</summary>
    public override string ToString() => $"{Repair.Plan.Steps.Count} accepted, {Refused.Count} rejected";
}
