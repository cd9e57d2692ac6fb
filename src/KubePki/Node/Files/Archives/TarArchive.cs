using System.Formats.Tar;
using System.Globalization;

namespace KubePki.Node.Files.Archives;

/// <summary>Reads a tar archive, compressed with gzip or not.</summary>
internal sealed class TarArchive(ArchiveFile archive, bool isCompressed) : IArchiveReader
{
    private const int PermissionBits = 0xfff;

    // A file that was not kept is found by unpacking all that stands before it: not for ever.
    private const long MaxUnpacked = 8L * 1024 * 1024 * 1024;

    private long _unpacked;

    // Most archives have small owners, and are read faster without a look at each header.
    private bool _hasLargeOwners;

    public ArchiveTree ReadTree()
    {
        try
        {
            return ReadTree(isSecond: false);
        }
        catch (OverflowException)
        {
            _hasLargeOwners = true;
            return ReadTree(isSecond: true);
        }
    }

    private ArchiveTree ReadTree(bool isSecond)
    {
        var tree = new ArchiveTree();
        var links = new List<(string Name, string Target)>();
        var ordinal = 0;
        try
        {
            using var stream = ArchiveStream.Open(archive, isCompressed);
            using var reader = new TarReader(Fitting(stream));
            for (; reader.GetNextEntry() is { } entry; ordinal++)
            {
                if (ordinal == ArchiveTree.MaxEntries)
                {
                    tree.Report($"the archive has more than {ArchiveTree.MaxEntries} entries; the rest was not read");
                    break;
                }
                if (Math.Max(entry.Name.Length, entry.LinkName?.Length ?? 0) > ArchiveTree.MaxNameLength)
                    tree.Skip();
                else if (entry.EntryType == TarEntryType.HardLink)
                    links.Add((entry.Name, entry.LinkName ?? ""));
                else if (ItemOf(entry, ordinal, tree) is { } item)
                    tree.Add(entry.Name, item);
            }
        }
        catch (Exception e) when (ArchiveDisk.IsDamage(e) && (isSecond || e is not OverflowException))
        {
            tree.Report(string.Create(CultureInfo.InvariantCulture,
                $"the archive is damaged or truncated after {ordinal} entries; what comes after was not read"));
        }
        foreach (var (name, target) in links)
            tree.Join(name, target);
        tree.Settle();
        return tree;
    }

    public byte[] ReadFile(int ordinal, int limit)
    {
        if (Interlocked.Read(ref _unpacked) > MaxUnpacked)
            throw new IOException("too much of the archive was unpacked for single files: unpack it to a directory");
        try
        {
            using var stream = ArchiveStream.Open(archive, isCompressed);
            try
            {
                using var reader = new TarReader(Fitting(stream), leaveOpen: true);
                for (var i = 0; reader.GetNextEntry() is { } entry; i++)
                {
                    if (i == ordinal)
                        return entry.DataStream is { } data ? ArchiveDisk.ReadAll(data, limit) : [];
                }
            }
            finally
            {
                Interlocked.Add(ref _unpacked, stream.Unpacked);
            }
        }
        catch (Exception e) when (ArchiveDisk.IsDamage(e))
        {
            // Said below.
        }
        throw new IOException("the archive is damaged, or has changed while it was being read");
    }

    private Stream Fitting(Stream stream) => _hasLargeOwners ? new LargeOwners(stream) : stream;

    private static ArchiveItem? ItemOf(TarEntry entry, int ordinal, ArchiveTree tree)
    {
        if (KindOf(entry.EntryType) is not { } kind)
            return null;
        var found = new DiskEntry(kind, kind == EntryKind.File ? entry.Length : 0, (int)entry.Mode & PermissionBits, (uint)entry.Uid,
            (uint)entry.Gid, (entry.ModificationTime - DateTimeOffset.UnixEpoch).Ticks * 100,
            kind == EntryKind.Link ? entry.LinkName : null)
        {
            Identity = ArchiveDisk.IdentityOf(ordinal),
            Links = 1,
        };
        if (kind == EntryKind.Directory)
            return ArchiveItem.Directory(ordinal, found);
        return new ArchiveItem(ordinal)
        {
            Entry = found,
            Content = kind != EntryKind.File ? null : entry.DataStream is not { } data ? []
                : tree.Keeps(entry.Length) ? ArchiveDisk.ReadAll(data, (int)entry.Length) : null,
        };
    }

    // Labels of volumes, attributes for all that follows, and the like are no files.
    private static EntryKind? KindOf(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => EntryKind.File,
        TarEntryType.Directory or TarEntryType.DirectoryList => EntryKind.Directory,
        TarEntryType.SymbolicLink => EntryKind.Link,
        TarEntryType.BlockDevice or TarEntryType.CharacterDevice or TarEntryType.Fifo or TarEntryType.SparseFile => EntryKind.Special,
        _ => null,
    };
}
