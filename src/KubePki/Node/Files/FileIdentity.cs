namespace KubePki.Node.Files;

/// <summary>Which file it is, under whatever name. All zero where the system does not tell.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file's number in it.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    public bool IsKnown => Inode != 0;

    /// <summary>Whether two are surely not the same file.</summary>
    public bool IsOther(FileIdentity other) => IsKnown && other.IsKnown && this != other;
}
