namespace KubePki.Reading;

/// <summary>What the file system says of a path itself, links not followed.</summary>
/// <param name="IsLink">Whether it is a symbolic link.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
internal readonly record struct PathFacts(bool IsLink, bool IsDirectory, int Mode, uint UserId, uint GroupId);
