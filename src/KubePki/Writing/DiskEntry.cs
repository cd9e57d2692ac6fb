namespace KubePki.Writing;

/// <summary>What the file system says of a path, links not followed.</summary>
/// <param name="Kind">What it is; with <see cref="EntryKind.Absent"/> the rest says nothing.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="UserId">The owner; 0 where the system has none.</param>
/// <param name="GroupId">The group; 0 where the system has none.</param>
/// <param name="ModifiedNanoseconds">When its content was last changed, in nanoseconds since 1970.</param>
/// <param name="LinkTarget">Where a link points to; null for all else.</param>
internal readonly record struct DiskEntry(
    EntryKind Kind, long Size = 0, int Mode = 0, uint UserId = 0, uint GroupId = 0, long ModifiedNanoseconds = 0, string? LinkTarget = null);
