namespace KubePki.Node.Files;

/// <summary>What the file system says of a name, links not followed.</summary>
/// <param name="Kind">What it is; with <see cref="EntryKind.Absent"/> the rest says nothing.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="UserId">The owner; 0 where the system has none.</param>
/// <param name="GroupId">The group; 0 where the system has none.</param>
/// <param name="ModifiedNanoseconds">When its content was last changed, in nanoseconds since 1970.</param>
/// <param name="LinkTarget">Where a link points to; null for all else.</param>
internal readonly record struct DiskEntry(
    EntryKind Kind, long Size = 0, int Mode = 0, uint UserId = 0, uint GroupId = 0, long ModifiedNanoseconds = 0, string? LinkTarget = null)
{
    /// <summary>Which file it is.</summary>
    public FileIdentity Identity { get; init; }

    /// <summary>
    /// When anything of it was last changed, by the kernel's clock, which no owner can set; 0 where the system does not tell. A file that
    /// is removed gives its number to the next one that is made: only both together say that it is still the same.
    /// </summary>
    public long ChangedNanoseconds { get; init; }

    /// <summary>How many names it has; 0 where the system does not tell.</summary>
    public uint Links { get; init; }

    /// <summary>Whether an access control list says more than the mode: the group's bits are then what anybody in it may have.</summary>
    public bool HasAccessList { get; init; }

    /// <summary>Whether it is a link of procfs: what it says is not where it leads.</summary>
    public bool IsKernels { get; init; }

    /// <summary>Whether it is a file that lies elsewhere, too: what is done to it would be done there.</summary>
    public bool HasOtherNames => Kind == EntryKind.File && Links > 1;
}
