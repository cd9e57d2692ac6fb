using KubePki.Model;

namespace KubePki.Changes.Transactions;

/// <summary>How a transaction ended, and where the old files are.</summary>
internal sealed record TransactionResult
{
    public required TransactionOutcome Outcome { get; init; }

    /// <summary>Why it was not committed; null when it was.</summary>
    public PkiProblem? Problem { get; init; }

    /// <summary>The backup, as a path of this machine; null when there is none.</summary>
    public string? BackupPath { get; init; }

    /// <summary>Each path that was to change, directories that had to be made among them.</summary>
    public IReadOnlyList<AppliedChange> Changes { get; init; } = [];

    /// <summary>Files that somebody else changed meanwhile and that were left as they are; old backups that could not be removed.</summary>
    public IReadOnlyList<PkiProblem> Remarks { get; init; } = [];

    /// <summary>Files of others that a restore could not bring back; all else is as the outcome says.</summary>
    public IReadOnlyList<PkiProblem> LeftOut { get; init; } = [];

    /// <summary>The names of old backups that were removed afterwards.</summary>
    public IReadOnlyList<string> RemovedBackups { get; init; } = [];

    /// <summary>What an earlier run had left, and what became of it.</summary>
    public RecoveryReport Recovery { get; init; } = new();
}
