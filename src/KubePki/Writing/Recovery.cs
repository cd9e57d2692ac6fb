using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>
/// Ends what a killed run has left: always in the old files. The new ones may be half written, and whether they would stand the test was not yet known.
/// The lock must be held.
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
            Demand(journal.Steps);
            var rollback = new Rollback(disk, files, reader, name);
            rollback.Run(journal.Steps, journal.State == JournalState.Applying);
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

    // A run that closed a directory to others found it open, and may have left it so.
    private void Demand(IReadOnlyList<Step> steps)
    {
        var closed = steps.Where(step => step.Kind == ChangeKind.Access).Select(step => step.Place.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var step in steps.Where(step => !closed.Contains(step.Place.Directory)))
            disk.Demand(step.Place, fileOwner: step.Before.Kind == EntryKind.Absent ? null : step.Before.UserId);
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
