namespace KubePki.Node.Files.Archives;

/// <summary>
/// The file of this machine that an archive is. It is opened without waiting, and what was opened is looked at, not the name: somebody may
/// have put a pipe or another file in its place meanwhile.
/// </summary>
internal sealed class ArchiveFile
{
    private ArchiveFile(string path, DiskEntry entry)
    {
        Path = path;
        Entry = entry;
    }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>What it was when it was looked at first.</summary>
    public DiskEntry Entry { get; }

    /// <summary>The file at a path; null when there is none, or what is there is no regular file.</summary>
    /// <exception cref="IOException">It may not be asked.</exception>
    public static ArchiveFile? At(string path)
    {
        var entry = NamedFile.Look(path);
        return entry.Kind == EntryKind.File ? new ArchiveFile(path, entry) : null;
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">It cannot be opened, or is no longer the file that it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public FileStream Open()
    {
        var (handle, entry) = NamedFile.Open(Path);
        if (entry.Kind == EntryKind.File && !entry.Identity.IsOther(Entry.Identity)
            && entry.Size == Entry.Size && entry.ModifiedNanoseconds == Entry.ModifiedNanoseconds)
        {
            return new FileStream(handle, FileAccess.Read, 65536);
        }
        handle.Dispose();
        throw new IOException("the archive has changed while it was being read");
    }
}
