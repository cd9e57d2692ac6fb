namespace KubePki.Node.Files;

/// <summary>
/// All that is asked of a file system, for reading and for writing. A directory is opened once, and everything is done relative to that
/// handle: whatever becomes of its path meanwhile, what was looked at and what is changed lie in one directory. Nothing follows a link. One
/// member stands for one system call or nearly so: a test that fails or kills each of them in turn has seen every state that a crash can
/// leave. All throw <see cref="DiskException"/>.
/// </summary>
internal interface IDisk
{
    /// <summary>
    /// Opens a directory of this machine that the user has named; only here are links followed as the system follows them.
    /// </summary>
    DirectoryHandle OpenTop(string path);

    /// <summary>Opens a directory below another; a link anywhere on the way is <see cref="DiskException.LinkMet"/>.</summary>
    /// <param name="above">The directory from which the way starts, and which it does not leave.</param>
    /// <param name="below">Names with <c>/</c> between them; none of them is <c>.</c> or <c>..</c>.</param>
    DirectoryHandle Open(DirectoryHandle above, string below);

    /// <summary>
    /// The same for a directory that may be missing: to throw costs more than all else, and most nodes lack most of the directories that
    /// are looked for.
    /// </summary>
    /// <returns>The directory; null with the <paramref name="reason"/> when it cannot be opened.</returns>
    DirectoryHandle? TryOpen(DirectoryHandle above, string below, out DiskException? reason)
    {
        reason = null;
        try
        {
            return Open(above, below);
        }
        catch (DiskException e)
        {
            reason = e;
            return null;
        }
    }

    /// <summary>What lies in a directory under a name; the directory itself for an empty name.</summary>
    DiskEntry Look(DirectoryHandle directory, string name);

    /// <summary>The bytes of a regular file, at most <paramref name="limit"/> and one more. The caller wipes them.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The file.</param>
    /// <param name="limit">The limit in bytes.</param>
    /// <param name="size">How many there are as far as is known, which spares asking for more; −1 reads to the end.</param>
    byte[] Read(DirectoryHandle directory, string name, int limit, long size = -1);

    /// <summary>What is in a directory, in ordinal order of names.</summary>
    IReadOnlyList<DiskName> List(DirectoryHandle directory);

    /// <summary>Makes a file where nothing is; its mode is the one asked for, whatever the process masks.</summary>
    IDiskFile Create(DirectoryHandle directory, string name, int mode);

    /// <summary>Puts one name of a directory in the place of another, in one step.</summary>
    void Rename(DirectoryHandle directory, string from, string to);

    /// <summary>Removes a file or a link.</summary>
    void Remove(DirectoryHandle directory, string name);

    /// <summary>Makes a symbolic link where nothing is.</summary>
    void Link(DirectoryHandle directory, string name, string target);

    /// <summary>Makes a directory; its mode is the one asked for, whatever the process masks.</summary>
    void MakeDirectory(DirectoryHandle directory, string name, int mode);

    /// <summary>Removes a directory in which nothing is.</summary>
    void RemoveDirectory(DirectoryHandle directory, string name);

    /// <summary>
    /// Sets the permission bits of a file or directory; a link, a device and a pipe are refused, and so is a file that has other names.
    /// </summary>
    void SetMode(DirectoryHandle directory, string name, int mode);

    /// <summary>Sets the owner, of a link its own; a device and a pipe are refused, and so is a file that has other names.</summary>
    void SetOwner(DirectoryHandle directory, string name, uint userId, uint groupId);

    /// <summary>Sets the time of the last change, of a link its own.</summary>
    void SetModified(DirectoryHandle directory, string name, long nanoseconds);

    /// <summary>Has a file reach the disk, or the directory itself for an empty name.</summary>
    void Sync(DirectoryHandle directory, string name);

    /// <summary>Takes a lock that ends with the process; null when another has it.</summary>
    IDisposable? Lock(DirectoryHandle directory, string name);
}
