using KubePki.Node.Files;
using KubePki.Node.Layout;

namespace KubePki.Changes.Transactions;

/// <summary>Makes files, links and directories so that none of them is ever open to more than it will be.</summary>
internal sealed class EntryMaker(NodeDisk disk)
{
    /// <summary>Makes a file: mode and owner first, then the content. It has reached the disk when this returns.</summary>
    /// <returns>Which file it is.</returns>
    /// <exception cref="DiskException">It cannot be made; it may be there in part.</exception>
    public FileIdentity MakeFile(NodePlace place, ReadOnlySpan<byte> content, int mode, uint userId, uint groupId, long? modified)
    {
        using var file = disk.Create(place, mode & FileModes.Key);
        var made = file.Look();
        if (made.UserId != userId || made.GroupId != groupId)
            file.SetOwner(userId, groupId);
        file.SetMode(mode);
        file.Write(content);
        if (modified is { } nanoseconds)
            file.SetModified(nanoseconds);
        file.Sync();
        return made.Identity;
    }

    /// <summary>Makes a link.</summary>
    /// <returns>Which link it is.</returns>
    /// <exception cref="DiskException">It cannot be made; it may be there in part.</exception>
    public FileIdentity MakeLink(NodePlace place, string target, uint userId, uint groupId, long? modified)
    {
        disk.Link(place, target);
        var made = disk.Look(place);
        if (made.UserId != userId || made.GroupId != groupId)
            disk.SetOwner(place, userId, groupId);
        if (modified is { } nanoseconds)
            disk.SetModified(place, nanoseconds);
        return made.Identity;
    }

    /// <summary>Makes a directory.</summary>
    /// <exception cref="DiskException">It cannot be made; it may be there in part.</exception>
    public void MakeDirectory(NodePlace place, int mode, uint userId, uint groupId)
    {
        disk.MakeDirectory(place, mode & FileModes.Owner);
        SetAccess(place, mode, userId, groupId);
        disk.Sync(place);
    }

    /// <summary>Sets mode and owner of what is there. While the owner changes, only what both modes allow is allowed.</summary>
    /// <exception cref="DiskException">It cannot be done; it may be done in part.</exception>
    public void SetAccess(NodePlace place, int mode, uint userId, uint groupId)
    {
        var old = disk.Look(place);
        var isOwned = old.UserId == userId && old.GroupId == groupId;
        if (!isOwned)
        {
            disk.SetMode(place, old.Mode & mode);
            disk.SetOwner(place, userId, groupId);
        }
        if (!isOwned || old.Mode != mode)
            disk.SetMode(place, mode);
    }
}
