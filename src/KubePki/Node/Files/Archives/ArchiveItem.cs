namespace KubePki.Node.Files.Archives;

/// <summary>A file, directory or link in an archive.</summary>
/// <param name="ordinal">Its place among the entries of the archive, by which it is found again; −1 for what has no entry of its
/// own.</param>
internal sealed class ArchiveItem(int ordinal)
{
    public int Ordinal => ordinal;

    public required DiskEntry Entry { get; set; }

    /// <summary>The bytes of a small file; null where they are read again when asked for.</summary>
    public byte[]? Content { get; set; }

    /// <summary>Why a file cannot be read; null when it can.</summary>
    public string? Obstacle { get; set; }

    /// <summary>What is in a directory, by name in ordinal order; null for all else.</summary>
    public SortedDictionary<string, ArchiveItem>? Children { get; init; }

    /// <summary>A directory that no entry tells of: as the system makes one.</summary>
    public static ArchiveItem Directory(int ordinal = -1, DiskEntry? entry = null) => new(ordinal)
    {
        Entry = entry ?? new DiskEntry(EntryKind.Directory, Mode: 0x1ed),
        Children = new SortedDictionary<string, ArchiveItem>(StringComparer.Ordinal),
    };
}
