using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>What must change for the node to be as a backup has it. Holds the contents, and wipes them when disposed.</summary>
internal sealed class RestorePlan : IDisposable
{
    private readonly NodeDisk _disk;
    private readonly NodeFiles _files;
    private readonly BackupReader _backup;
    private readonly List<PendingChange> _changes = [];
    private readonly List<AppliedChange> _preview = [];
    private readonly List<PkiProblem> _left = [];
    private readonly List<byte[]> _contents = [];
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal);

    private RestorePlan(NodeDisk disk, NodeFiles files, NodePlace directory)
    {
        _disk = disk;
        _files = files;
        _backup = new BackupReader(disk, files, directory);
    }

    public IReadOnlyList<PendingChange> Changes => [.. _changes];

    /// <summary>The changes with what is there and what will be.</summary>
    public IReadOnlyList<AppliedChange> Preview => [.. _preview];

    /// <summary>Files of others that cannot be brought back, each with the reason: they keep nothing else from it.</summary>
    public IReadOnlyList<PkiProblem> Left => [.. _left];

    /// <summary>Leaves out the file for which a change was refused, where that is one of others.</summary>
    /// <returns>Whether it was; else the whole is refused.</returns>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public bool LeavesOut(PkiProblem problem)
    {
        var place = _changes.FindIndex(change => change.NodePath == problem.NodePath || _files.ToHost(change.NodePath) == problem.Path);
        if (place < 0 || !IsOfOthers(_changes[place].NodePath, _preview[place].After))
            return false;
        _changes.RemoveAt(place);
        _preview.RemoveAt(place);
        _left.Add(problem);
        return true;
    }

    /// <summary>Compares a backup with the node. All of the backup is read and held against its hashes, needed or not.</summary>
    /// <exception cref="DiskException">A file cannot be read.</exception>
    /// <exception cref="PkiProblemException">The backup is damaged, or a path leads out of the root.</exception>
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
        foreach (var entry in entries.Where(entry => entry.State.Kind == EntryKind.Directory)
            .OrderBy(entry => entry.NodePath, StringComparer.Ordinal))
            Return(entry);
        foreach (var entry in entries.Where(entry => entry.State.Kind is EntryKind.File or EntryKind.Link))
            Return(entry);
        foreach (var entry in entries.Where(entry => entry.State.Kind == EntryKind.Absent)
            .OrderByDescending(entry => entry.NodePath, StringComparer.Ordinal))
            Leave(entry);
    }

    private void Return(BackupEntry entry)
    {
        var state = entry.State;
        byte[] content = [];
        if (state.Kind == EntryKind.File)
            _contents.Add(content = _backup.ReadFile(entry));
        try
        {
            Return(entry.NodePath, state, content);
        }
        catch (Exception e) when (e is DiskException or PkiProblemException && IsOfOthers(entry.NodePath, state))
        {
            var problem = e is DiskException failure ? failure.ToProblem(_files) : ((PkiProblemException)e).Problem;
            // People know the file of the backup, not where that person has led its path.
            _left.Add(problem with { NodePath = entry.NodePath, Path = _files.ToHost(entry.NodePath) });
        }
    }

    private void Return(string nodePath, FileState state, byte[] content)
    {
        var place = NodePlace.Of(_files, nodePath);
        var current = FileState.At(_disk, place);
        if (current == state)
            return;
        var change = new PendingChange
        {
            NodePath = nodePath,
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
        };
        // What one person has made of the own file meanwhile is told before, and keeps nothing else from being restored.
        if (IsOfOthers(nodePath, state))
            Demand(place, change, current);
        Add(current, state, change);
    }

    private void Demand(NodePlace place, PendingChange change, FileState current)
    {
        // The directory that would be made would be nobody's own.
        if (_disk.Look(place.Above).Kind == EntryKind.Absent)
            throw new PkiProblemException(
                WritingProblem.Of(place, PkiProblemId.PathNotFound, $"{place.Above.NodePath} no longer exists"));
        StepBuilder.Demand(_disk, place, change, current);
    }

    private bool IsOfOthers(string nodePath, FileState state) =>
        _disk.WhyLeftToOthers(NodePlace.Noted(_files, nodePath), state) is not null;

    private static ChangeKind KindOf(FileState current, FileState state)
    {
        if (state.Kind == EntryKind.Link)
            return ChangeKind.Link;
        if (state.Kind == EntryKind.Directory)
            return current.Kind == EntryKind.Absent ? ChangeKind.Directory : ChangeKind.Access;
        // A new mode leaves the time as it is; a new content does not.
        return current.Sha256 == state.Sha256 && current.ModifiedNanoseconds == state.ModifiedNanoseconds
            ? ChangeKind.Access
            : ChangeKind.Write;
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
