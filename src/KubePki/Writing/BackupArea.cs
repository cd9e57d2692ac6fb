using System.Globalization;
using KubePki.Model;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>
/// The directory of all backups of a node. A backup is made under a temporary name and renamed when all of it has reached the disk: what has its
/// final name is whole.
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
    private readonly IDisk _disk;
    private readonly string _nodePath;

    /// <exception cref="PkiProblemException">The path leads out of the root.</exception>
    public BackupArea(NodeFiles files, IDisk disk)
    {
        _files = files;
        _disk = disk;
        var directory = files.Resolve(NodePath);
        if (directory.ProblemId is { } id)
            throw new PkiProblemException(directory.Problem(id, directory.Reason!));
        _nodePath = directory.RealNodePath;
    }

    /// <summary>The directory, as a path of this machine.</summary>
    public string Path => _files.ToHost(_nodePath);

    /// <summary>A backup's directory, as a path of this machine.</summary>
    public string PathOf(string name) => $"{Path}/{name}";

    /// <summary>Makes the directory, for root's eyes only, and takes the lock of the node.</summary>
    /// <exception cref="DiskException">It cannot be made.</exception>
    /// <exception cref="PkiProblemException">Another run has the lock.</exception>
    public IDisposable Lock()
    {
        for (var slash = 0; slash >= 0;)
        {
            slash = _nodePath.IndexOf('/', slash + 1);
            Ensure(_files.ToHost(slash < 0 ? _nodePath : _nodePath[..slash]), slash < 0 ? 0x1c0 : 0x1ed);
        }
        if ((_disk.Look(Path).Mode & 0x3f) != 0 && !OperatingSystem.IsWindows())
            _disk.SetMode(Path, 0x1c0);
        return _disk.Lock(PathOf(LockName)) ?? throw new PkiProblemException(
            WritingProblem.At(_files, PathOf(LockName), PkiProblemId.ChangeInProgress, "another run is changing this node right now"));
    }

    /// <summary>The names of all backups, in the order in which they were made, whatever moment they were made for; none when there is no such directory.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<string> Names() => _disk.Look(Path).Kind == EntryKind.Absent
        ? [] : [.. _disk.List(Path).Where(name => !name.StartsWith('.') && _disk.Look(PathOf(name)).Kind == EntryKind.Directory)
            .OrderBy(name => _disk.Look($"{PathOf(name)}/{BackupWriter.ManifestName}").ModifiedNanoseconds).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>A name that no backup has.</summary>
    /// <exception cref="DiskException">The disk does not answer.</exception>
    public string NewName(DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = stamp;
        for (var i = 2; _disk.Look(PathOf(name)).Kind != EntryKind.Absent; i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stamp}-{i}");
        return name;
    }

    /// <summary>Removes backups that a killed run has not finished; the lock must be held.</summary>
    /// <exception cref="DiskException">One cannot be removed.</exception>
    public void Sweep()
    {
        foreach (var name in _disk.List(Path).Where(name => name.StartsWith(TemporaryPrefix, StringComparison.Ordinal)))
            RemoveAll(PathOf(name));
    }

    /// <summary>Removes a backup, whole or not; the lock must be held. Under its own name it is never half there.</summary>
    /// <exception cref="DiskException">It cannot be removed.</exception>
    public void Discard(string name)
    {
        var draft = PathOf(TemporaryPrefix + name);
        if (_disk.Look(PathOf(name)).Kind != EntryKind.Absent)
            _disk.Rename(PathOf(name), draft);
        if (_disk.Look(draft).Kind != EntryKind.Absent)
            RemoveAll(draft);
    }

    /// <summary>Removes a file, or a directory with all that is in it.</summary>
    /// <exception cref="DiskException">It cannot be removed.</exception>
    private void RemoveAll(string path)
    {
        if (_disk.Look(path).Kind != EntryKind.Directory)
        {
            _disk.Remove(path);
            return;
        }
        foreach (var name in _disk.List(path))
            RemoveAll($"{path}/{name}");
        _disk.RemoveDirectory(path);
    }

    private void Ensure(string path, int mode)
    {
        if (_disk.Look(path).Kind != EntryKind.Absent)
            return;
        try
        {
            _disk.MakeDirectory(path, mode);
        }
        catch (DiskException e) when (e.Error == DiskException.Exists)
        {
            // Another run was faster; the lock decides.
        }
    }
}
