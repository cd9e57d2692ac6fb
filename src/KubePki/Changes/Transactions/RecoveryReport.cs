using KubePki.Model;

namespace KubePki.Changes.Transactions;

/// <summary>What was found of runs that were cut off.</summary>
internal sealed record RecoveryReport
{
    /// <summary>The backups of the runs that were taken back, as paths of this machine.</summary>
    public IReadOnlyList<string> TakenBack { get; init; } = [];

    /// <summary>Files that somebody else has changed since, which were left as they are, and old journals that cannot be read.</summary>
    public IReadOnlyList<PkiProblem> Remarks { get; init; } = [];

    /// <summary>What could not be put back or removed; as long as there is any, nothing new is begun.</summary>
    public IReadOnlyList<PkiProblem> Failures { get; init; } = [];

    /// <summary>Both of two, one after the other; what both say is said once.</summary>
    public RecoveryReport With(RecoveryReport later) => new()
    {
        TakenBack = [.. TakenBack.Union(later.TakenBack)],
        Remarks = [.. Remarks.Union(later.Remarks)],
        Failures = [.. Failures.Union(later.Failures)],
    };
}
