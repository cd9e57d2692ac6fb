using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Makes all changes of a plan or none. Everything is backed up first; new files are written beside the old ones and switched by renaming;
/// a journal in the backup tells a later run what a killed one has left, and that later run ends in the old files.
/// </summary>
internal static class Transaction
{
    /// <summary>Applies changes, in their order.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="changes">The changes; with none, nothing is done and nothing is backed up.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops the run as long as no old file was touched; then the run goes to its end.</param>
    /// <exception cref="OperationCanceledException">The run was stopped; nothing has changed.</exception>
    public static TransactionResult Apply(string root, IReadOnlyList<PendingChange> changes, TransactionOptions options,
        CancellationToken cancellation = default)
    {
        if (changes.Count == 0)
            return new TransactionResult { Outcome = TransactionOutcome.Committed };
        var files = new NodeFiles(root);
        using var disk = new NodeDisk(options.Disk, files);
        var recovery = new RecoveryReport();
        try
        {
            var area = new BackupArea(files, disk);
            using var held = area.Lock();
            recovery = new Recovery(disk, files, area).Run();
            if (recovery.Failures.Count > 0)
                return Refused(NotRecovered(recovery.Failures[0]), recovery);
            var name = area.NewName(options.Now);
            var steps = new StepBuilder(disk, files, new LatestRun(disk, files, area), name) { IsRestore = options.IsRestore }
                .Build(changes);
            cancellation.ThrowIfCancellationRequested();
            var manifestHash = BackUp(disk, area, name, steps, options, cancellation);
            options.Tell?.Invoke($"Backed up the files to {area.PathOf(name)}.");
            var run = new TransactionRun(disk, files, area, name, manifestHash, steps, options);
            var result = run.Run(cancellation) with { Recovery = recovery };
            return result.Outcome == TransactionOutcome.Committed && options.Retention is { } retention
                ? Pruned(result, retention, files, area, disk) : result;
        }
        catch (DiskException e)
        {
            return Refused(e.ToProblem(files), recovery);
        }
        catch (PkiProblemException e)
        {
            return Refused(e.Problem, recovery);
        }
    }

    /// <summary>Ends what a killed run has left, in the old files. Without backups there is nothing to do, and nothing is made.</summary>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="disk">The file system; null for this machine's.</param>
    /// <exception cref="PkiProblemException">Another run is changing the node, or the backups cannot be reached.</exception>
    public static RecoveryReport Recover(string root, IDisk? disk = null)
    {
        var files = new NodeFiles(root);
        using var held = new NodeDisk(disk ?? Disk.OfThisMachine, files);
        try
        {
            var area = new BackupArea(files, held);
            if (!area.Exists)
                return new RecoveryReport();
            using var locked = area.Lock();
            return new Recovery(held, files, area).Run();
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(files));
        }
    }

    // The changes are made; an old backup that cannot be removed is no reason to say otherwise.
    private static TransactionResult Pruned(TransactionResult result, BackupRetention retention, NodeFiles files, BackupArea area,
        NodeDisk disk)
    {
        try
        {
            return result with { RemovedBackups = new BackupKeeper(disk, files, area).Prune(retention) };
        }
        catch (DiskException e)
        {
            return result with { Remarks = [.. result.Remarks, e.ToProblem(files)] };
        }
        catch (PkiProblemException e)
        {
            return result with { Remarks = [.. result.Remarks, e.Problem] };
        }
    }

    private static string BackUp(NodeDisk disk, BackupArea area, string name, IReadOnlyList<PlannedStep> steps, TransactionOptions options,
        CancellationToken cancellation)
    {
        try
        {
            return new BackupWriter(disk, area, name).Write(
                steps.Select(step => (step.Step.Place, (FileState?)step.Step.Before)), options.Now, options.Label, cancellation,
                hash => new Journal(JournalState.Prepared, hash, [.. steps.Select(step => step.Step)]));
        }
        catch (Exception e) when (e is DiskException or PkiProblemException or OperationCanceledException)
        {
            area.TryDiscard(name);
            throw;
        }
    }

    private static TransactionResult Refused(PkiProblem problem, RecoveryReport recovery) =>
        new() { Outcome = TransactionOutcome.Refused, Problem = problem, Recovery = recovery };

    private static PkiProblem NotRecovered(PkiProblem cause) => cause with
    {
        Id = PkiProblemId.NotRecovered,
        Reason = $"an earlier run was interrupted and could not be rolled back: {cause.Reason}",
        RecommendedAction = ProblemAdvice.For(PkiProblemId.NotRecovered),
    };
}
