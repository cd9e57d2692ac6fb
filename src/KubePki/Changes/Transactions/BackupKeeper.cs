using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Removes backups, and only what is one: a directory in which nothing lies but what its manifest says. The lock of the node must be held.
/// A removal that is cut off is finished by the next run: under its own name a backup is whole or gone.
/// </summary>
internal sealed class BackupKeeper(NodeDisk disk, NodeFiles files, BackupArea area)
{
    private static readonly string[] Parts = [BackupWriter.ManifestName, BackupWriter.ManifestHashName, Journal.FileName,
        BackupArea.TemporaryPrefix + Journal.FileName, BackupWriter.FilesName];

    /// <summary>The backups that a retention does not keep, oldest first; those that must stay are not among them.</summary>
    /// <param name="retention">What is kept.</param>
    /// <param name="coming">When the backup is made that is about to be, and that must stay then; null when there is none.</param>
    /// <exception cref="DiskException">They cannot be listed.</exception>
    public IReadOnlyList<string> Surplus(BackupRetention retention, DateTimeOffset? coming = null)
    {
        var all = area.Names()
            .Select(name => (name, disk.Look(area.PlaceOf(name).Inside(BackupWriter.ManifestName)).ModifiedNanoseconds)).ToArray();
        var surplus = retention.Surplus(all, coming);
        var last = coming is not null || surplus.Count == 0 ? null : LastGood();
        return [.. surplus.Where(name => name != last && ReasonToKeep(name) is null)];
    }

    /// <summary>Removes what a retention does not keep.</summary>
    /// <returns>The names of those that were removed.</returns>
    /// <exception cref="DiskException">One cannot be removed.</exception>
    public IReadOnlyList<string> Prune(BackupRetention retention)
    {
        var surplus = Surplus(retention);
        foreach (var name in surplus)
            area.Discard(name);
        return surplus;
    }

    /// <summary>Removes one backup.</summary>
    /// <exception cref="DiskException">It cannot be removed.</exception>
    /// <exception cref="PkiProblemException">It must stay.</exception>
    public void Remove(string name)
    {
        var isBackup = !name.Contains('/', StringComparison.Ordinal) && area.Names().Contains(name);
        var reason = !isBackup ? "there is no such backup"
            : name == LastGood() ? "it is the last intact backup"
            : ReasonToKeep(name);
        if (reason is not null)
            throw new PkiProblemException(
                WritingProblem.At(files, area.PathOf(name), isBackup ? PkiProblemId.BackupKept : PkiProblemId.PathNotFound, reason));
        area.Discard(name);
    }

    /// <summary>The newest backup of which every byte is what was written; null when there is none.</summary>
    private string? LastGood() => area.Names().Reverse().FirstOrDefault(IsGood);

    private bool IsGood(string name)
    {
        var reader = new BackupReader(disk, files, area.PlaceOf(name));
        try
        {
            foreach (var entry in reader.ReadManifest().Entries.Where(entry => entry.State.Kind == EntryKind.File))
                CryptographicOperations.ZeroMemory(reader.ReadFile(entry));
            return true;
        }
        catch (Exception e) when (e is PkiProblemException or DiskException)
        {
            return false;
        }
    }

    /// <summary>Why a backup must stay; null when it may go.</summary>
    private string? ReasonToKeep(string name)
    {
        var directory = area.PlaceOf(name);
        try
        {
            var reader = new BackupReader(disk, files, directory);
            var manifest = reader.ReadManifest();
            if (reader.ReadState() is not (null or JournalState.Committed or JournalState.RolledBack))
                return "an interrupted run needs it";
            var known = manifest.Entries.Where(entry => entry.State.Kind == EntryKind.File).Select(entry => entry.NodePath)
                .ToHashSet(StringComparer.Ordinal);
            return Stranger(directory, known) is { } stranger ? $"{stranger} is not part of it" : null;
        }
        catch (PkiProblemException e)
        {
            return $"{e.Problem.Reason}; check it and remove it manually";
        }
        catch (DiskException e)
        {
            return $"{e.Message}; check it and remove it manually";
        }
    }

    private string? Stranger(NodePlace directory, HashSet<string> known)
    {
        foreach (var name in disk.List(directory))
        {
            var kind = name == BackupWriter.FilesName ? EntryKind.Directory : EntryKind.File;
            if (!Parts.Contains(name) || disk.Look(directory.Inside(name)).Kind != kind)
                return directory.Inside(name).Path;
        }
        var files = directory.Inside(BackupWriter.FilesName);
        return disk.Look(files).Kind == EntryKind.Absent ? null : StrangerBelow(files, "", known);
    }

    private string? StrangerBelow(NodePlace directory, string nodePath, HashSet<string> known)
    {
        foreach (var name in disk.List(directory))
        {
            var (place, path) = (directory.Inside(name), $"{nodePath}/{name}");
            var kind = disk.Look(place).Kind;
            var isOurs = kind == EntryKind.File ? known.Contains(path)
                : kind == EntryKind.Directory && known.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal));
            if (!isOurs)
                return place.Path;
            if (kind == EntryKind.Directory && StrangerBelow(place, path, known) is { } stranger)
                return stranger;
        }
        return null;
    }
}
