using KubePki.Model;

namespace KubePki.Changes.Repair;

/// <summary>What became of a repair.</summary>
public sealed record RepairOutcome
{
    /// <summary>What became of each step.</summary>
    public required IReadOnlyList<RepairReceipt> Receipts { get; init; }

    /// <summary>What the repair was asked to fix and what is still there.</summary>
    public IReadOnlyList<KubePkiFinding> Left { get; init; } = [];

    /// <summary>The old backups that were removed, by name.</summary>
    public TextList RemovedBackups { get; init; } = TextList.Empty;

    /// <summary>
    /// What was not as it should be and kept nothing from being done: a file that somebody else changed meanwhile and that was left as it
    /// is, an old backup that could not be removed.
    /// </summary>
    public IReadOnlyList<PkiProblem> Remarks { get; init; } = [];

    /// <summary>Whether every step was done.</summary>
    public bool IsDone => Receipts.All(receipt => receipt.Result == RepairResult.Done);

    /// <summary>Whether an error, or worse, is left that the repair was asked to fix.</summary>
    public bool LeavesErrors => Left.Any(finding => finding.SeverityLevel >= FindingSeverity.Error);
}
