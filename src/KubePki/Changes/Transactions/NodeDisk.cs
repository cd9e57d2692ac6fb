using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// The disk as one run uses it: each directory that holds a place is opened once and kept open to the end, so that all that is done to a
/// place is done in the directory that was looked at first.
/// </summary>
internal sealed class NodeDisk(IDisk disk, NodeFiles files) : IDisposable
{
    // A repair has some twenty; only a backup of a whole tree comes near it, and opens directories again.
    private const int MaxOpen = 512;

    private readonly Dictionary<string, DirectoryHandle> _open = new(StringComparer.Ordinal);

    /// <summary>What lies at a place; nothing where its directory is not there.</summary>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public DiskEntry Look(NodePlace place)
    {
        try
        {
            return Do(place, disk.Look);
        }
        catch (DiskException e) when (e.IsAbsence)
        {
            return new DiskEntry(EntryKind.Absent);
        }
    }

    /// <inheritdoc cref="IDisk.Read"/>
    public byte[] Read(NodePlace place, int limit) => Do(place, (directory, name) => disk.Read(directory, name, limit));

    /// <summary>The names in the directory at a place, in ordinal order.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<string> List(NodePlace place) => [.. disk.List(Open(place.Path)).Select(name => name.Name)];

    /// <inheritdoc cref="IDisk.Create"/>
    public IDiskFile Create(NodePlace place, int mode) => Do(place, (directory, name) => disk.Create(directory, name, mode));

    /// <summary>Puts a place's name in the place of another of the same directory, in one step.</summary>
    /// <exception cref="DiskException">It cannot be done.</exception>
    public void Rename(NodePlace from, NodePlace to)
    {
        Do(to, (directory, name) => disk.Rename(directory, from.Name, name));
        Forget(from.Path);
    }

    /// <inheritdoc cref="IDisk.Remove"/>
    public void Remove(NodePlace place) => Do(place, disk.Remove);

    /// <inheritdoc cref="IDisk.Link"/>
    public void Link(NodePlace place, string target) => Do(place, (directory, name) => disk.Link(directory, name, target));

    /// <inheritdoc cref="IDisk.MakeDirectory"/>
    public void MakeDirectory(NodePlace place, int mode) => Do(place, (directory, name) => disk.MakeDirectory(directory, name, mode));

    /// <inheritdoc cref="IDisk.RemoveDirectory"/>
    public void RemoveDirectory(NodePlace place)
    {
        Do(place, disk.RemoveDirectory);
        Forget(place.Path);
    }

    /// <inheritdoc cref="IDisk.SetMode"/>
    public void SetMode(NodePlace place, int mode) => Do(place, (directory, name) => disk.SetMode(directory, name, mode));

    /// <inheritdoc cref="IDisk.SetOwner"/>
    public void SetOwner(NodePlace place, uint userId, uint groupId) =>
        Do(place, (directory, name) => disk.SetOwner(directory, name, userId, groupId));

    /// <inheritdoc cref="IDisk.SetModified"/>
    public void SetModified(NodePlace place, long nanoseconds) =>
        Do(place, (directory, name) => disk.SetModified(directory, name, nanoseconds));

    /// <summary>Has the file or directory at a place reach the disk.</summary>
    /// <exception cref="DiskException">It cannot be flushed.</exception>
    public void Sync(NodePlace place) => Do(place, disk.Sync);

    /// <inheritdoc cref="IDisk.Lock"/>
    public IDisposable? Lock(NodePlace place) => Do(place, disk.Lock);

    /// <summary>Refuses a place in whose directory somebody else could exchange what was looked at.</summary>
    /// <param name="place">The place. A directory that is not there yet belongs to whoever makes it.</param>
    /// <param name="willBe">What becomes of the directory in the same run; null when it stays as it is.</param>
    /// <param name="fileOwner">The owner of what lies there, when the user has named it: then its directory may be that owner's; else
    /// null.</param>
    /// <exception cref="DiskException">It may not be asked.</exception>
    /// <exception cref="PkiProblemException">It is refused.</exception>
    public void Demand(NodePlace place, Func<DiskEntry, DiskEntry>? willBe = null, uint? fileOwner = null)
    {
        if (place.Distrust is { } distrust)
            throw Refused(place, distrust);
        var entry = Look(place.Above);
        if (entry.Kind == EntryKind.Absent)
            return;
        var judged = willBe?.Invoke(entry) ?? entry;
        var objection = fileOwner == judged.UserId ? FileOwners.WhoElseWrites(judged) : files.Owners.Objection(judged);
        if (objection is not null)
            throw Refused(place, $"nothing is written to {place.Above.NodePath}: {objection}");
    }

    /// <summary>
    /// Why others decide what becomes of what was put at a place: they own or write a directory on the way, or made a link on it. Null
    /// where nobody else does.
    /// </summary>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public string? WhyOfOthers(NodePlace place)
    {
        if (PkiLayouts.IsOfNetworks(place.NodePath))
            return $"pods write to {PkiLayouts.Cni}";
        if (place.Distrust is { } distrust)
            return distrust;
        for (var directory = place.Above; ; directory = directory.Above)
        {
            var entry = Look(directory);
            if (entry.Kind != EntryKind.Absent && files.Owners.Objection(entry, directory.NodePath) is { } objection)
                return objection;
            if (directory.IsTop)
                return null;
        }
    }

    /// <summary>
    /// The same of a file that a run has changed: null, too, where it was ours when it was changed, for then others have no say in it.
    /// </summary>
    /// <param name="place">The place.</param>
    /// <param name="before">What was there.</param>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public string? WhyLeftToOthers(NodePlace place, FileState before)
    {
        if (PkiLayouts.IsOfNetworks(place.NodePath))
            return WhyOfOthers(place);
        if (before.Kind == EntryKind.Absent || files.Owners.AreTrusted(before.UserId))
            return null;
        // A person may be gone with the whole home; a directory of the node's own is made again.
        return WhyOfOthers(place) ?? (!PlanPaths.IsOfNode(place.NodePath) && Look(place.Above).Kind == EntryKind.Absent
            ? $"{place.Above.NodePath} no longer exists" : null);
    }

    public void Dispose()
    {
        foreach (var handle in _open.Values)
            handle.Dispose();
        _open.Clear();
    }

    private static PkiProblemException Refused(NodePlace place, string reason) =>
        new(WritingProblem.Of(place, PkiProblemId.UntrustedDirectory, reason));

    private void Do(NodePlace place, Action<DirectoryHandle, string> action) => Do(place, (directory, name) =>
    {
        action(directory, name);
        return 0;
    });

    private T Do<T>(NodePlace place, Func<DirectoryHandle, string, T> action) =>
        place.IsTop ? action(Open(place.Path), "") : action(Open(place.Above.Path), place.Name);

    // A directory that goes, or gets another name, is opened again when there is a new one.
    private void Forget(string path)
    {
        foreach (var gone in _open.Keys.Where(directory => directory == path || directory.StartsWith(path + "/", StringComparison.Ordinal))
            .ToList())
        {
            _open[gone].Dispose();
            _open.Remove(gone);
        }
    }

    private DirectoryHandle Open(string path)
    {
        if (_open.TryGetValue(path, out var handle))
            return handle;
        handle = OpenAnew(path);
        if (_open.Count >= MaxOpen)
            Dispose();
        return _open[path] = handle;
    }

    private DirectoryHandle OpenAnew(string path)
    {
        if (path == files.Root && files.ObjectionToChange is { } objection)
            throw new PkiProblemException(objection);
        if (path == files.Root || path == "/")
            return disk.OpenTop(path);
        var slash = path.LastIndexOf('/');
        if (slash > 0 && _open.TryGetValue(path[..slash], out var above))
            return disk.Open(above, path[(slash + 1)..]);
        if (files.IsWholeMachine || path.StartsWith(files.Root + "/", StringComparison.Ordinal))
            return disk.Open(Open(files.Root), path[(files.IsWholeMachine ? 1 : files.Root.Length + 1)..]);
        // A backup that was carried elsewhere.
        return OperatingSystem.IsLinux() ? disk.Open(Open("/"), path[1..]) : disk.OpenTop(path);
    }
}
