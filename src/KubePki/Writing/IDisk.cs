namespace KubePki.Writing;

/// <summary>
/// All that the room of writing asks of a file system, one member for one system call or nearly so: a test that fails or kills each of them in turn
/// has seen every state that a crash can leave. Nothing follows a link in the last part of a path. All throw <see cref="DiskException"/>.
/// </summary>
internal interface IDisk
{
    /// <summary>What lies at a path.</summary>
    DiskEntry Look(string path);

    /// <summary>The bytes of a regular file, at most <paramref name="limit"/> and one more. The caller wipes them.</summary>
    byte[] Read(string path, int limit);

    /// <summary>The names in a directory, in ordinal order.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Makes a file where nothing is.</summary>
    IDiskFile Create(string path, int mode);

    /// <summary>Puts one name in the place of another, in one step.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file or a link.</summary>
    void Remove(string path);

    /// <summary>Makes a symbolic link where nothing is.</summary>
    void Link(string path, string target);

    void MakeDirectory(string path, int mode);

    /// <summary>Removes a directory in which nothing is.</summary>
    void RemoveDirectory(string path);

    /// <summary>Sets the permission bits of a file or directory; a link is refused.</summary>
    void SetMode(string path, int mode);

    /// <summary>Sets the owner, of a link its own.</summary>
    void SetOwner(string path, uint userId, uint groupId);

    /// <summary>Sets the time of the last change, of a link its own.</summary>
    void SetModified(string path, long nanoseconds);

    /// <summary>Has a file or a directory reach the disk.</summary>
    void Sync(string path);

    /// <summary>Takes a lock that ends with the process; null when another has it.</summary>
    IDisposable? Lock(string path);
}
