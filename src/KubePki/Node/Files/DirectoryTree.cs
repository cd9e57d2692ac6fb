namespace KubePki.Node.Files;

/// <summary>
/// The directories below a root, each opened once as long as it is in use. A path is asked for without links: who knows links resolves them
/// name by name, and what is opened then lies below the root and behind no link, whatever became of the path meanwhile.
/// </summary>
internal sealed class DirectoryTree(string root, IDisk disk)
{
    // Twice as many are open at the most; a node has some thirty.
    private const int MaxOpen = 64;

    private readonly object _gate = new();
    private Dictionary<string, DirectoryHandle> _young = new(StringComparer.Ordinal);
    private Dictionary<string, DirectoryHandle> _old = new(StringComparer.Ordinal);
    private DirectoryHandle? _top;

    /// <summary>What lies at a path of the node.</summary>
    /// <exception cref="DiskException">A link or a file is on the way, or it may not be asked.</exception>
    public DiskEntry Look(string nodePath)
    {
        var (directory, name) = Split(nodePath);
        try
        {
            return Use(directory, handle => disk.Look(handle, name),
                reason => reason.IsAbsence ? new DiskEntry(EntryKind.Absent) : throw reason);
        }
        catch (DiskException e) when (e.IsAbsence)
        {
            return new DiskEntry(EntryKind.Absent);
        }
    }

    /// <summary>The bytes of a regular file, at most <paramref name="limit"/> and one more. The caller wipes them.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public byte[] Read(string nodePath, int limit, long size)
    {
        var (directory, name) = Split(nodePath);
        return Use(directory, handle => disk.Read(handle, name, limit, size));
    }

    /// <summary>What is in a directory, in ordinal order.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<DiskName> List(string nodePath) => Use(nodePath, disk.List);

    /// <summary>Opens a directory, if it is one and no link is on the way.</summary>
    /// <returns>Why it cannot be opened; null when it is open.</returns>
    public DiskException? Open(string nodePath) => Use<DiskException?>(nodePath, _ => null, reason => reason);

    private static (string Directory, string Name) Split(string nodePath)
    {
        var slash = nodePath.LastIndexOf('/');
        return (slash <= 0 ? "/" : nodePath[..slash], nodePath[(slash + 1)..]);
    }

    private T Use<T>(string directory, Func<DirectoryHandle, T> action, Func<DiskException, T>? otherwise = null)
    {
        while (true)
        {
            try
            {
                if (Get(directory, out var reason) is { } handle)
                    return action(handle);
                return otherwise is null ? throw reason! : otherwise(reason!);
            }
            catch (ObjectDisposedException)
            {
                // Other directories have pushed it out at this very moment.
            }
        }
    }

    private DirectoryHandle? Get(string directory, out DiskException? reason)
    {
        reason = null;
        lock (_gate)
        {
            if (_young.TryGetValue(directory, out var handle))
                return handle;
            if (_old.Remove(directory, out handle))
                return Keep(directory, handle);
        }
        DirectoryHandle top;
        try
        {
            top = Top();
        }
        catch (DiskException e)
        {
            reason = e;
            return null;
        }
        if (directory == "/")
            return top;
        if (disk.TryOpen(top, directory[1..], out reason) is not { } opened)
            return null;
        lock (_gate)
        {
            if (!_young.TryGetValue(directory, out var other))
                return Keep(directory, opened);
            opened.Dispose();
            return other;
        }
    }

    private DirectoryHandle Top()
    {
        lock (_gate)
            return _top ??= disk.OpenTop(root);
    }

    private DirectoryHandle Keep(string directory, DirectoryHandle handle)
    {
        if (_young.Count >= MaxOpen)
        {
            foreach (var unused in _old.Values)
                unused.Dispose();
            (_old, _young) = (_young, new Dictionary<string, DirectoryHandle>(StringComparer.Ordinal));
        }
        _young[directory] = handle;
        return handle;
    }
}
