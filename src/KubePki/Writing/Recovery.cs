using KubePki.Model;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>
/// Ends what a killed run has left: always in the old files. The new ones may be half written, and whether they would stand the test was not yet known.
/// The lock must be held.
/// </summary>
internal sealed class Recovery(IDisk disk, NodeFiles files, BackupArea area)
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
        var directory = area.PathOf(name);
        var reader = new BackupReader(disk, files, directory);
        if (IsFinished(reader))
            return;
        try
        {
            var journal = reader.ReadJournal(reader.ReadManifest())!;
            var rollback = new Rollback(disk, files, reader, name);
            rollback.Run(journal.Steps, journal.State == JournalState.Applying);
            _remarks.AddRange(rollback.Kept);
            _failures.AddRange(rollback.Failures);
            if (rollback.Failures.Count > 0)
                return;
            new JournalFile(disk, directory).Write(journal with { State = JournalState.RolledBack });
            _takenBack.Add(directory);
        }
        catch (PkiProblemException e)
        {
            _failures.Add(e.Problem);
        }
    }

    // A journal is written in one step, so one that cannot be read was damaged later: it must not forbid all repairs for ever.
    private bool IsFinished(BackupReader reader)
    {
        try
        {
            return reader.ReadState() is null or JournalState.Committed or JournalState.RolledBack;
        }
        catch (PkiProblemException e)
        {
            _remarks.Add(e.Problem);
            return true;
        }
    }
}
