using System.Globalization;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// The directory of all backups of a node. A backup is made under a temporary name and renamed when all of it has reached the disk: what
/// has its final name is whole.
/// </summary>
internal sealed class BackupArea
{
    public const string NodePath = "/var/backups/kubepki";

    /// <summary>
    /// How the names of all that is temporary begin. The dot keeps kubelet from starting a half-written manifest, and no name ends as a
    /// certificate or a kubeconfig would.
    /// </summary>
    public const string TemporaryPrefix = ".kubepki-";

    private const string LockName = ".lock";
    private readonly NodeFiles _files;
    private readonly NodeDisk _disk;

    /// <exception cref="DiskException">It cannot be looked at.</exception>
    /// <exception cref="PkiProblemException">It is not root's or the invoking user's alone, or a link leads to it.</exception>
    public BackupArea(NodeFiles files, NodeDisk disk)
    {
        _files = files;
        _disk = disk;
        Place = new NodePlace(NodePath, files.ToHost(NodePath));
        BackupTrust.Demand(disk, files, Place);
    }

    /// <summary>The directory.</summary>
    public NodePlace Place { get; }

    /// <summary>Whether there is one.</summary>
    public bool Exists => _disk.Look(Place).Kind != EntryKind.Absent;

    /// <summary>A backup's directory.</summary>
    public NodePlace PlaceOf(string name) => Place.Inside(name);

    /// <summary>A backup's directory, as a path of this machine.</summary>
    public string PathOf(string name) => PlaceOf(name).Path;

    /// <summary>Makes the directory, for root's eyes only, and takes the lock of the node.</summary>
    /// <exception cref="DiskException">It cannot be made.</exception>
    /// <exception cref="PkiProblemException">Another run has the lock.</exception>
    public IDisposable Lock()
    {
        for (var slash = 0; slash >= 0;)
        {
            slash = NodePath.IndexOf('/', slash + 1);
            var path = slash < 0 ? NodePath : NodePath[..slash];
            Ensure(new NodePlace(path, _files.ToHost(path)), slash < 0 ? FileModes.Owner : FileModes.Directory);
        }
        if ((_disk.Look(Place).Mode & ~FileModes.Owner) != 0 && !OperatingSystem.IsWindows())
            _disk.SetMode(Place, FileModes.Owner);
        return _disk.Lock(PlaceOf(LockName)) ?? throw new PkiProblemException(
            WritingProblem.At(_files, PathOf(LockName), PkiProblemId.ChangeInProgress, "another run is currently changing this node"));
    }

    /// <summary>
    /// The names of all backups, in the order in which they were made, whatever moment they were made for; none when there is no such
    /// directory.
    /// </summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<string> Names() => !Exists
        ? [] : [.. _disk.List(Place).Where(name => !name.StartsWith('.') && _disk.Look(PlaceOf(name)).Kind == EntryKind.Directory)
            .OrderBy(name => _disk.Look(PlaceOf(name).Inside(BackupWriter.ManifestName)).ModifiedNanoseconds)
            .ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>A name that no backup has.</summary>
    /// <exception cref="DiskException">The disk does not answer.</exception>
    public string NewName(DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = stamp;
        for (var i = 2; _disk.Look(PlaceOf(name)).Kind != EntryKind.Absent; i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stamp}-{i}");
        return name;
    }

    /// <summary>Removes backups that a killed run has not finished; the lock must be held.</summary>
    /// <exception cref="DiskException">One cannot be removed.</exception>
    public void Sweep()
    {
        foreach (var name in _disk.List(Place).Where(name => name.StartsWith(TemporaryPrefix, StringComparison.Ordinal)))
            RemoveAll(PlaceOf(name));
    }

    /// <summary>Removes a backup, whole or not; the lock must be held. Under its own name it is never half there.</summary>
    /// <exception cref="DiskException">It cannot be removed.</exception>
    public void Discard(string name)
    {
        var draft = PlaceOf(TemporaryPrefix + name);
        if (_disk.Look(PlaceOf(name)).Kind != EntryKind.Absent)
            _disk.Rename(PlaceOf(name), draft);
        if (_disk.Look(draft).Kind != EntryKind.Absent)
            RemoveAll(draft);
    }

    /// <summary>The same where the next run may do it: why a backup failed is what matters then.</summary>
    public void TryDiscard(string name)
    {
        try
        {
            Discard(name);
        }
        catch (DiskException)
        {
        }
    }

    /// <summary>Removes a file, or a directory with all that is in it.</summary>
    /// <exception cref="DiskException">It cannot be removed.</exception>
    private void RemoveAll(NodePlace place)
    {
        if (_disk.Look(place).Kind != EntryKind.Directory)
        {
            _disk.Remove(place);
            return;
        }
        foreach (var name in _disk.List(place))
            RemoveAll(place.Inside(name));
        _disk.RemoveDirectory(place);
    }

    private void Ensure(NodePlace place, int mode)
    {
        if (_disk.Look(place).Kind != EntryKind.Absent)
            return;
        try
        {
            _disk.MakeDirectory(place, mode);
        }
        catch (DiskException e) when (e.Error == DiskException.Exists)
        {
            // Another run was faster; the lock decides.
        }
    }
}
