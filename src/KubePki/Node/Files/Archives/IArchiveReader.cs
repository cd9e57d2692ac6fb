namespace KubePki.Node.Files.Archives;

/// <summary>Reads the entries of one form of archive.</summary>
internal interface IArchiveReader
{
    /// <summary>Reads all entries into a tree; whatever is wrong with the archive becomes a problem of the tree.</summary>
    ArchiveTree ReadTree();

    /// <summary>The bytes of one file, at most <paramref name="limit"/> and one more. The caller wipes them.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    byte[] ReadFile(int ordinal, int limit);
}
