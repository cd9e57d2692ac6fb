using System.Buffers.Binary;
using System.IO.Compression;

namespace KubePki.Node.Files.Archives;

/// <summary>Reads a zip archive.</summary>
internal sealed class ZipFile(ArchiveFile source) : IArchiveReader
{
    private const int TypeMask = 0xf000;
    private const int LinkType = 0xa000;
    private const int PermissionBits = 0xfff;
    private const int MaxLinkLength = 4096;

    // The list at its end: some hundred bytes an entry. It is read as a whole.
    private const long MaxList = 64 * 1024 * 1024;

    private readonly object _gate = new();
    private ZipArchive? _archive;

    public ArchiveTree ReadTree()
    {
        var tree = new ArchiveTree();
        try
        {
            using var file = source.Open();
            if (LengthOfList(file) > MaxList)
                throw new InvalidDataException();
            file.Position = 0;
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            for (var i = 0; i < archive.Entries.Count; i++)
            {
                if (i == ArchiveTree.MaxEntries)
                {
                    tree.Report($"the archive has more than {ArchiveTree.MaxEntries} entries; the rest was not read");
                    break;
                }
                var name = NameOf(archive.Entries[i]);
                tree.Add(name, ItemOf(archive.Entries[i], i, name.EndsWith('/'), tree));
            }
        }
        catch (Exception e) when (ArchiveDisk.IsDamage(e))
        {
            tree.Report("the archive is damaged or truncated");
        }
        tree.Settle();
        return tree;
    }

    public byte[] ReadFile(int ordinal, int limit)
    {
        try
        {
            // The list is read once, and one file at a time.
            lock (_gate)
            {
                _archive ??= new ZipArchive(source.Open(), ZipArchiveMode.Read);
                using var data = _archive.Entries[ordinal].Open();
                return ArchiveDisk.ReadAll(data, limit);
            }
        }
        catch (Exception e) when (ArchiveDisk.IsDamage(e))
        {
            throw new IOException("the archive is damaged or encrypted, or has changed while it was being read");
        }
    }

    // Windows' own tools have written backslashes.
    private static string NameOf(ZipArchiveEntry entry) =>
        entry.FullName.Contains('/', StringComparison.Ordinal) ? entry.FullName : entry.FullName.Replace('\\', '/');

    private static ArchiveItem ItemOf(ZipArchiveEntry entry, int ordinal, bool isDirectory, ArchiveTree tree)
    {
        // Whoever made it elsewhere than on Unix has written no mode.
        var mode = (entry.ExternalAttributes >> 16) & 0xffff;
        var isLink = (mode & TypeMask) == LinkType;
        var content = Kept(entry, isDirectory, isLink, tree);
        var kind = isDirectory ? EntryKind.Directory : isLink && content is not null ? EntryKind.Link : EntryKind.File;
        var found = new DiskEntry(kind, kind == EntryKind.File ? entry.Length : 0,
            mode == 0 ? isDirectory ? 0x1ed : 0x180 : mode & PermissionBits, 0, 0,
            (entry.LastWriteTime - DateTimeOffset.UnixEpoch).Ticks * 100,
            kind == EntryKind.Link ? System.Text.Encoding.UTF8.GetString(content!) : null)
        {
            Identity = ArchiveDisk.IdentityOf(ordinal),
            Links = 1,
        };
        return isDirectory ? ArchiveItem.Directory(ordinal, found)
            : new ArchiveItem(ordinal) { Entry = found, Content = kind == EntryKind.File ? content : null };
    }

    private static byte[]? Kept(ZipArchiveEntry entry, bool isDirectory, bool isLink, ArchiveTree tree)
    {
        if (isDirectory || !tree.Keeps(entry.Length) || (isLink && entry.Length > MaxLinkLength))
            return null;
        try
        {
            using var data = entry.Open();
            return ArchiveDisk.ReadAll(data, (int)entry.Length);
        }
        catch (Exception e) when (ArchiveDisk.IsDamage(e))
        {
            // One file that cannot be unpacked; reading it says so.
            return null;
        }
    }

    // APPNOTE.TXT 4.3.16: where the list starts. What it says of its length is not what is read. Of an archive in the 64-bit form all bits
    // are set.
    private static long LengthOfList(FileStream file)
    {
        const int Record = 22;
        var end = new byte[(int)Math.Min(file.Length, Record + ushort.MaxValue)];
        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        var at = end.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + Record > end.Length)
            throw new InvalidDataException();
        var start = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 16));
        return start == uint.MaxValue ? long.MaxValue : file.Length - start;
    }
}
