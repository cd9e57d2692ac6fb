namespace KubePki.Writing;

/// <summary>Makes files, links and directories so that none of them is ever open to more than it will be.</summary>
internal sealed class EntryMaker(IDisk disk)
{
    private const int OwnerOnly = 0x180;
    private const int OwnerOnlyDirectory = 0x1c0;

    /// <summary>Makes a file: mode and owner first, then the content. It has reached the disk when this returns.</summary>
    /// <exception cref="DiskException">It cannot be made; it may be there in part.</exception>
    public void MakeFile(string path, ReadOnlySpan<byte> content, int mode, uint userId, uint groupId, long? modified)
    {
        using var file = disk.Create(path, mode & OwnerOnly);
        var made = disk.Look(path);
        if (made.UserId != userId || made.GroupId != groupId)
            file.SetOwner(userId, groupId);
        file.SetMode(mode);
        file.Write(content);
        if (modified is { } nanoseconds)
            file.SetModified(nanoseconds);
        file.Sync();
    }

    /// <summary>Makes a link.</summary>
    /// <exception cref="DiskException">It cannot be made; it may be there in part.</exception>
    public void MakeLink(string path, string target, uint userId, uint groupId, long? modified)
    {
        disk.Link(path, target);
        var made = disk.Look(path);
        if (made.UserId != userId || made.GroupId != groupId)
            disk.SetOwner(path, userId, groupId);
        if (modified is { } nanoseconds)
            disk.SetModified(path, nanoseconds);
    }

    /// <summary>Makes a directory.</summary>
    /// <exception cref="DiskException">It cannot be made; it may be there in part.</exception>
    public void MakeDirectory(string path, int mode, uint userId, uint groupId)
    {
        disk.MakeDirectory(path, mode & OwnerOnlyDirectory);
        SetAccess(path, mode, userId, groupId);
        disk.Sync(path);
    }

    /// <summary>Sets mode and owner of what is there. While the owner changes, only what both modes allow is allowed.</summary>
    /// <exception cref="DiskException">It cannot be done; it may be done in part.</exception>
    public void SetAccess(string path, int mode, uint userId, uint groupId)
    {
        var old = disk.Look(path);
        var isOwned = old.UserId == userId && old.GroupId == groupId;
        if (!isOwned)
        {
            disk.SetMode(path, old.Mode & mode);
            disk.SetOwner(path, userId, groupId);
        }
        if (!isOwned || old.Mode != mode)
            disk.SetMode(path, mode);
    }
}
