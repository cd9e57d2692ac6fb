using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair;

/// <summary>Brings back what a backup holds, as a step like any other: shown before, and itself backed up.</summary>
public static class BackupRestore
{
    /// <summary>What would change.</summary>
    /// <param name="backup">The backup.</param>
    /// <exception cref="PkiProblemException">It is damaged, or a file cannot be read.</exception>
    public static RepairStep Plan(PkiBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        var (changes, left) = BackupStore.Compare(backup);
        return new RepairStep
        {
            Title = $"restore {backup.Name}",
            Target = backup.Name,
            Reason = backup.Label.Length == 0 ? "as requested" : $"undo: {backup.Label}",
            Changes =
            [
                .. changes.Select(change => Describe(backup, change)),
                .. left.Select(problem => new PlannedChange("leave", problem.Path, problem.NodePath ?? problem.Path, [problem.Reason])),
            ],
        };
    }

    /// <summary>Brings the files back: content, mode, owner, links and times.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="now">The time that names the backup of what is there now.</param>
    /// <param name="cancellation">Stops the work as long as nothing was touched.</param>
    /// <exception cref="PkiProblemException">The backup is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; nothing has changed.</exception>
    public static RepairReceipt Apply(PkiBackup backup, DateTimeOffset now, CancellationToken cancellation = default) =>
        Carry(backup, now, cancellation).Receipts[0];

    /// <summary>The same, with what was found on the way and kept nothing from being done.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="now">The time that names the backup of what is there now.</param>
    /// <param name="cancellation">Stops the work as long as nothing was touched.</param>
    /// <exception cref="PkiProblemException">The backup is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; nothing has changed.</exception>
    public static RepairOutcome Carry(PkiBackup backup, DateTimeOffset now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(backup);
        using var guard = ChangeGuard.Enter(cancellation);
        var result = BackupStore.Restore(backup, new TransactionOptions { Now = now, Label = $"restore {backup.Name}" },
            guard.Cancellation);
        var isDone = result.Outcome == TransactionOutcome.Committed;
        var receipt = new RepairReceipt
        {
            Step = $"restore {backup.Name}",
            Target = backup.Name,
            Root = backup.Root,
            Result = isDone ? RepairResult.Done : result.Outcome.ToString(),
            Message = result.Problem?.ToString(),
            Changes = isDone ? result.Changes.Select(change => Describe(backup, change)).ToArray() : [],
            Backup = result.BackupPath,
            AsOf = now,
        };
        var left = result.LeftOut.Select(problem => receipt with
        {
            Result = RepairResult.Refused,
            Message = problem.ToString(),
            Changes = [],
            Backup = null,
        });
        // Where nothing could be brought back, nothing was done.
        var isAllLeft = isDone && result.Changes.Count == 0 && result.LeftOut.Count > 0;
        return new RepairOutcome { Receipts = isAllLeft ? [.. left] : [receipt, .. left],
            Remarks = [.. result.Recovery.Remarks.Union(result.Remarks)] };
    }

    private static PlannedChange Describe(PkiBackup backup, AppliedChange change) => new(change.Kind.ToString().ToLowerInvariant(),
        HostPaths.ToHost(backup.Root, change.NodePath), change.NodePath, [$"{change.Before} is replaced with {change.After}"]);
}
