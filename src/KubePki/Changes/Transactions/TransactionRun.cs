using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>The part of a transaction that touches the node's files, once the backup is whole.</summary>
internal sealed class TransactionRun(
    NodeDisk disk, NodeFiles files, BackupArea area, string name, string manifestHash, IReadOnlyList<PlannedStep> planned,
    TransactionOptions options)
{
    private readonly EntryMaker _maker = new(disk);
    private readonly JournalFile _journal = new(disk, area.PlaceOf(name));
    private readonly BackupReader _backup = new(disk, files, area.PlaceOf(name));
    private readonly Dictionary<int, FileIdentity> _made = [];
    private readonly Dictionary<int, long> _changed = [];
    private readonly IReadOnlyList<JournalStep> _steps = [.. planned.Select(step => step.Step)];
    private bool _isApplied;
    private bool _isCommitTried;

    public TransactionResult Run(CancellationToken cancellation)
    {
        try
        {
            foreach (var step in planned)
            {
                cancellation.ThrowIfCancellationRequested();
                Naming(step.Step, () => Prepare(step));
            }
            CheckAgain();
            cancellation.ThrowIfCancellationRequested();
            Note(JournalState.Applying);
            _isApplied = true;
            foreach (var step in planned)
                Naming(step.Step, () => Switch(step));
            Flush();
            var after = ReadBack();
            Verify();
            options.Tell?.Invoke("Verified the node.");
            Commit();
            options.Tell?.Invoke("Committed the changes.");
            return new TransactionResult { Outcome = TransactionOutcome.Committed, BackupPath = area.PathOf(name), Changes = after };
        }
        catch (DiskException e)
        {
            return TakeBack(e.ToProblem(files));
        }
        catch (PkiProblemException e)
        {
            return TakeBack(e.Problem);
        }
        catch (Exception)
        {
            // Stopped, or the caller's test of the new files broke down: what it was is the caller's affair, the old files are ours.
            var taken = TakeBack(Problem(PkiProblemId.NotVerified, "the run was stopped"));
            if (taken.Outcome == TransactionOutcome.NotRestored)
                return taken;
            throw;
        }
    }

    // People know the file that was to change, not the name under which the new one is made.
    private void Naming(JournalStep step, Action action)
    {
        try
        {
            action();
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(files) with { Path = step.Place.Path, NodePath = step.Place.NodePath });
        }
    }

    private void Prepare(PlannedStep step)
    {
        var (change, place) = (step.Change, step.Step.Place);
        if (change.Kind == ChangeKind.Write)
            _made[step.Step.Index] = _maker.MakeFile(step.Step.Temporary!.Value, change.Content.Span, step.Mode, step.UserId,
                step.GroupId, change.ModifiedNanoseconds);
        else if (change.Kind == ChangeKind.Link)
            _made[step.Step.Index] = _maker.MakeLink(step.Step.Temporary!.Value, change.LinkTarget!, step.UserId, step.GroupId,
                change.ModifiedNanoseconds);
        else if (change.Kind == ChangeKind.Directory)
            _maker.MakeDirectory(place, step.Mode, step.UserId, step.GroupId);
    }

    // Keys take a while to write; whoever changed a file in that time wins.
    private void CheckAgain()
    {
        foreach (var step in _steps.Where(step => step.Kind != ChangeKind.Directory))
        {
            var current = FileState.At(disk, step.Place);
            if (!current.Matches(step.Before) || current.Identity.IsOther(step.Before.Identity))
                throw new PkiProblemException(
                    step.Problem(PkiProblemId.FileChanged, $"it changed in the meantime: expected {step.Before}, found {current}"));
            _changed[step.Index] = current.ChangedNanoseconds;
        }
    }

    private void Switch(PlannedStep planned)
    {
        var step = planned.Step;
        var place = step.Place;
        options.Trace?.Invoke(place.Path);
        options.Tell?.Invoke($"Replaced {place.Path}.");
        if (step.Kind != ChangeKind.Directory)
            DemandSame(step);
        if (step.Temporary is { } temporary)
            disk.Rename(temporary, place);
        else if (step.Kind == ChangeKind.Access)
            _maker.SetAccess(place, planned.Mode, planned.UserId, planned.GroupId);
        else if (step.Kind == ChangeKind.Quarantine && step.Before.Kind == EntryKind.Directory)
            disk.RemoveDirectory(place);
        else if (step.Kind == ChangeKind.Quarantine)
            disk.Remove(place);
    }

    // What was planned over is what is replaced, and what was made is what replaces it: not only the same bytes, the same files.
    private void DemandSame(JournalStep step)
    {
        var current = disk.Look(step.Place);
        if (current.Kind != step.Before.Kind || current.Identity.IsOther(step.Before.Identity)
            || (current.ChangedNanoseconds != _changed[step.Index] && !FileState.At(disk, step.Place).Matches(step.Before)))
            throw new PkiProblemException(step.Problem(PkiProblemId.FileChanged, "another process replaced it in the meantime"));
        if (step.Temporary is { } temporary && disk.Look(temporary).Identity.IsOther(_made[step.Index]))
            throw new PkiProblemException(
                step.Problem(PkiProblemId.FileChanged, "another process replaced the new file"));
    }

    private void Flush()
    {
        var places = _steps.Select(step => step.Kind == ChangeKind.Access ? step.Place : step.Place.Above).DistinctBy(place => place.Path);
        foreach (var place in places.Where(place => disk.Look(place).Kind != EntryKind.Absent))
            disk.Sync(place);
    }

    private List<AppliedChange> ReadBack()
    {
        var changes = new List<AppliedChange>();
        foreach (var step in _steps)
        {
            var after = FileState.At(disk, step.Place);
            if (after.Sha256 != (step.Kind == ChangeKind.Access ? step.Before.Sha256 : step.Sha256) || after.LinkTarget != step.LinkTarget)
                throw new PkiProblemException(step.Problem(PkiProblemId.DiskFailure, $"it is not what was written: found {after}"));
            changes.Add(new AppliedChange(step.Place.NodePath, step.Kind, step.Before, after));
        }
        return changes;
    }

    private void Verify()
    {
        if (options.Verify?.Invoke() is { } reason)
            throw new PkiProblemException(Problem(PkiProblemId.NotVerified, reason));
    }

    // From here on the new files stay: the journal's new name is the moment, whatever its directory says afterwards.
    private void Commit()
    {
        _isCommitTried = true;
        try
        {
            Note(JournalState.Committed);
        }
        catch (DiskException) when (_backup.ReadState() == JournalState.Committed)
        {
        }
    }

    private TransactionResult TakeBack(PkiProblem cause)
    {
        // The journal may say that the new files stay, where a failing disk has kept us from knowing.
        if (_isCommitTried)
            TryNote(JournalState.Applying);
        var rollback = new Rollback(disk, files, _backup, name);
        rollback.Run(_steps, _isApplied);
        var failures = rollback.Failures;
        options.Tell?.Invoke($"Rolled back: {cause.Reason}.");
        if (failures.Count == 0)
            TryNote(JournalState.RolledBack);
        return new TransactionResult
        {
            Outcome = failures.Count == 0 ? TransactionOutcome.RolledBack : TransactionOutcome.NotRestored,
            Problem = failures.Count == 0 ? cause : NotRestored(cause, failures),
            BackupPath = area.PathOf(name),
            Changes = failures.Count > 0 ? []
                : [.. _steps.Select(step => new AppliedChange(step.Place.NodePath, step.Kind, step.Before, step.Before))],
            Remarks = rollback.Kept,
        };
    }

    private PkiProblem NotRestored(PkiProblem cause, IReadOnlyList<PkiProblem> failures) => cause with
    {
        Id = PkiProblemId.NotRestored,
        Reason = $"{cause.Reason}. The rollback is incomplete: "
            + string.Join("; ", failures.Select(failure => $"{failure.NodePath}: {failure.Reason}"))
            + $". The old files were saved to {area.PathOf(name)}",
        RecommendedAction = ProblemAdvice.For(PkiProblemId.NotRestored),
    };

    private void Note(JournalState state) => _journal.Write(new Journal(state, manifestHash, _steps));

    // If this fails, the next run finds everything in its place and notes it then.
    private void TryNote(JournalState state)
    {
        try
        {
            Note(state);
        }
        catch (DiskException)
        {
        }
    }

    private PkiProblem Problem(string id, string reason) => WritingProblem.At(files, files.Root, id, reason);
}
