using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Ends what a killed run has left: always in the old files. The new ones may be half written, and whether they would stand the test was
/// not yet known. The lock must be held.
/// </summary>
internal sealed class Recovery(NodeDisk disk, NodeFiles files, BackupArea area)
{
    private readonly List<string> _takenBack = [];
    private readonly List<PkiProblem> _remarks = [];
    private readonly List<PkiProblem> _failures = [];

    public RecoveryReport Run()
    {
        try
        {
            area.Sweep();
            // The youngest first, as steps are.
            foreach (var name in area.Names().Reverse())
                Finish(name);
        }
        catch (DiskException e)
        {
            _failures.Add(e.ToProblem(files));
        }
        return new RecoveryReport { TakenBack = _takenBack, Remarks = _remarks, Failures = _failures };
    }

    private void Finish(string name)
    {
        var directory = area.PlaceOf(name);
        var reader = new BackupReader(disk, files, directory);
        if (IsFinished(directory, reader))
            return;
        try
        {
            var manifest = reader.ReadManifest();
            var journal = reader.ReadJournal(manifest)!;
            new PlanCheck(disk, files, reader).Demand(manifest.Entries);
            var refused = journal.Steps.Where(step => IsRefused(step, journal.Steps)).ToList();
            if (_failures.Count > 0)
                return;
            var rollback = new Rollback(disk, files, reader, name);
            rollback.Run([.. journal.Steps.Except(refused)], journal.State == JournalState.Applying);
            _remarks.AddRange(rollback.Kept);
            _failures.AddRange(rollback.Failures);
            if (rollback.Failures.Count > 0)
                return;
            new JournalFile(disk, directory).Write(journal with { State = JournalState.RolledBack });
            _takenBack.Add(directory.Path);
        }
        catch (PkiProblemException e)
        {
            _failures.Add(e.Problem);
        }
    }

    // One person's file is reported and left where that person has led its path elsewhere since; of all else nothing is touched then.
    private bool IsRefused(JournalStep step, IReadOnlyList<JournalStep> steps)
    {
        // A run that closed a directory to others found it open, and may have left it so.
        if (steps.Any(other => other.Kind == ChangeKind.Access && other.Place.Path == step.Place.Directory))
            return false;
        try
        {
            disk.Demand(step.Place, fileOwner: step.Before.Kind == EntryKind.Absent ? null : step.Before.UserId);
            return false;
        }
        catch (PkiProblemException e)
        {
            var isLeft = disk.WhyLeftToOthers(step.Place, step.Before) is not null;
            (isLeft ? _remarks : _failures).Add(e.Problem);
            return true;
        }
    }

    // A journal is written in one step, so one that cannot be read was damaged later: it must not forbid all repairs for ever.
    private bool IsFinished(NodePlace directory, BackupReader reader)
    {
        try
        {
            BackupTrust.Demand(disk, files, directory);
            return reader.ReadState() is null or JournalState.Committed or JournalState.RolledBack;
        }
        catch (PkiProblemException e)
        {
            _remarks.Add(e.Problem);
            return true;
        }
    }
}
