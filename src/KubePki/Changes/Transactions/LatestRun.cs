using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// The run before this one. Of several that are started at once each makes its plan of the same files; the second that gets the lock finds
/// what the first has made, and is told so, not that somebody has changed a file.
/// </summary>
internal sealed class LatestRun(NodeDisk disk, NodeFiles files, BackupArea area)
{
    /// <summary>The backup of the run that has made what lies at a place now; null when it was not the latest run.</summary>
    public string? NameIfItMade(NodePlace place, FileState current)
    {
        try
        {
            if (area.Names() is not [.., var name])
                return null;
            var reader = new BackupReader(disk, files, area.PlaceOf(name));
            var journal = reader.ReadJournal(reader.ReadManifest());
            return journal is { State: JournalState.Committed }
                && journal.Steps.Any(step => step.Place.NodePath == place.NodePath && Made(step, current) || Switched(step, place, current))
                    ? name : null;
        }
        catch (Exception e) when (e is DiskException or PkiProblemException)
        {
            // Then nobody knows who it was.
            return null;
        }
    }

    // Who read the node in the middle of that run saw the name under which the new file was waiting.
    private static bool Switched(JournalStep step, NodePlace place, FileState current) => step.TemporaryName is { } temporary
        && current.Kind == EntryKind.Absent && step.Place.Beside(temporary).NodePath == place.NodePath;

    private static bool Made(JournalStep step, FileState current) => step.Kind switch
    {
        ChangeKind.Write => current.Kind == EntryKind.File && current.Sha256 == step.Sha256,
        ChangeKind.Link => current.Kind == EntryKind.Link && current.LinkTarget == step.LinkTarget,
        ChangeKind.Quarantine => current.Kind == EntryKind.Absent,
        ChangeKind.Directory => current.Kind == EntryKind.Directory,
        _ => current.Sha256 == step.Before.Sha256,
    };
}
