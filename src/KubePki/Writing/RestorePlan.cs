using System.Security.Cryptography;
using KubePki.Node.Files;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>What must change for the node to be as a backup has it. Holds the contents, and wipes them when disposed.</summary>
internal sealed class RestorePlan : IDisposable
{
    private readonly NodeDisk _disk;
    private readonly NodeFiles _files;
    private readonly BackupReader _backup;
    private readonly List<PendingChange> _changes = [];
    private readonly List<AppliedChange> _preview = [];
    private readonly List<byte[]> _contents = [];
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal);

    private RestorePlan(NodeDisk disk, NodeFiles files, NodePlace directory)
    {
        _disk = disk;
        _files = files;
        _backup = new BackupReader(disk, files, directory);
    }

    public IReadOnlyList<PendingChange> Changes => _changes;

    /// <summary>The changes with what is there and what will be.</summary>
    public IReadOnlyList<AppliedChange> Preview => _preview;

    /// <summary>Compares a backup with the node. All of the backup is read and held against its hashes, needed or not.</summary>
    /// <exception cref="DiskException">A file cannot be read.</exception>
    /// <exception cref="Model.PkiProblemException">The backup is damaged, or a path leads out of the root.</exception>
    public static RestorePlan Of(NodeDisk disk, NodeFiles files, NodePlace directory)
    {
        var plan = new RestorePlan(disk, files, directory);
        try
        {
            plan.Make();
            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    public void Dispose() => _contents.ForEach(content => CryptographicOperations.ZeroMemory(content));

    private void Make()
    {
        var entries = _backup.ReadManifest().Entries;
        // A restore needs no journal; one that somebody else has put there says whose directory it is.
        _backup.DemandOwnJournal();
        new PlanCheck(_disk, _files, _backup).Demand(entries);
        // Directories come before what is in them and go after it, whatever the order in which they were noted.
        foreach (var entry in entries.Where(entry => entry.State.Kind == EntryKind.Directory).OrderBy(entry => entry.NodePath, StringComparer.Ordinal))
            Return(entry);
        foreach (var entry in entries.Where(entry => entry.State.Kind is EntryKind.File or EntryKind.Link))
            Return(entry);
        foreach (var entry in entries.Where(entry => entry.State.Kind == EntryKind.Absent).OrderByDescending(entry => entry.NodePath, StringComparer.Ordinal))
            Leave(entry);
    }

    private void Return(BackupEntry entry)
    {
        var state = entry.State;
        byte[] content = [];
        if (state.Kind == EntryKind.File)
            _contents.Add(content = _backup.ReadFile(entry));
        var current = FileState.At(_disk, NodePlace.Of(_files, entry.NodePath));
        if (current == state)
            return;
        Add(current, state, new PendingChange
        {
            NodePath = entry.NodePath,
            Kind = KindOf(current, state),
            Expected = current,
            Content = content,
            Mode = state.Kind == EntryKind.Link ? null : state.Mode,
            UserId = state.UserId,
            GroupId = state.GroupId,
            LinkTarget = state.LinkTarget,
            ModifiedNanoseconds = state.Kind == EntryKind.Directory ? null : state.ModifiedNanoseconds,
            ReplaceLink = true,
            IsAskedFor = true,
        });
    }

    private static ChangeKind KindOf(FileState current, FileState state)
    {
        if (state.Kind == EntryKind.Link)
            return ChangeKind.Link;
        if (state.Kind == EntryKind.Directory)
            return current.Kind == EntryKind.Absent ? ChangeKind.Directory : ChangeKind.Access;
        // A new mode leaves the time as it is; a new content does not.
        return current.Sha256 == state.Sha256 && current.ModifiedNanoseconds == state.ModifiedNanoseconds ? ChangeKind.Access : ChangeKind.Write;
    }

    private void Leave(BackupEntry entry)
    {
        var place = NodePlace.Of(_files, entry.NodePath);
        var current = FileState.At(_disk, place);
        if (current.Kind is not (EntryKind.File or EntryKind.Link or EntryKind.Directory))
            return;
        // A directory in which there is something new stays.
        if (current.Kind == EntryKind.Directory && !_disk.List(place).All(name => _leaving.Contains($"{place.NodePath}/{name}")))
            return;
        _leaving.Add(place.NodePath);
        Add(current, entry.State,
            new PendingChange { NodePath = entry.NodePath, Kind = ChangeKind.Quarantine, Expected = current, IsAskedFor = true });
    }

    private void Add(FileState current, FileState state, PendingChange change)
    {
        _changes.Add(change);
        _preview.Add(new AppliedChange(change.NodePath, change.Kind, current, state));
    }
}
