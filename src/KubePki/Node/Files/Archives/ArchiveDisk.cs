using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KubePki.Node.Files.Archives;

/// <summary>
/// The tree in an archive as a disk that is read and never written. It is read once, as a stream, and nothing is unpacked to a file system.
/// </summary>
internal sealed class ArchiveDisk : IDisk
{
    private static readonly ConcurrentDictionary<string, (DiskEntry Entry, WeakReference<ArchiveDisk> Disk)> Opened = new();

    private const int Piece = 65536;

    // A fleet is read node by node; who is done with is forgotten.
    private const int MaxRemembered = 256;

    private readonly string _path;
    private readonly IArchiveReader _reader;
    private readonly Lazy<(ArchiveTree Tree, SnapshotMark? Mark)> _read;

    private ArchiveDisk(string path, IArchiveReader reader)
    {
        _path = path;
        _reader = reader;
        _read = new(() =>
        {
            var tree = reader.ReadTree();
            return (tree, SnapshotMark.Of(tree));
        });
    }

    /// <summary>What is wrong with the archive, a sentence each.</summary>
    public IEnumerable<string> Problems => _read.Value.Tree.Problems;

    /// <summary>Whether it says that it is a snapshot, in which the public part stands for each key.</summary>
    public bool IsSnapshot => _read.Value.Mark is not null;

    /// <summary>How far the node's clock was ahead when the snapshot was made; null when nobody has measured it.</summary>
    public TimeSpan? ClockSkew => _read.Value.Mark?.Skew;

    /// <summary>The archive that a file of this machine is; null when it is none. One that is in use is not read twice.</summary>
    public static ArchiveDisk? Open(string path)
    {
        try
        {
            if (ArchiveFile.At(path) is not { } file)
                return null;
            if (Opened.TryGetValue(path, out var known) && known.Entry == file.Entry && known.Disk.TryGetTarget(out var disk))
                return disk;
            if (ArchiveForm.ReaderOf(file) is not { } reader)
                return null;
            if (Opened.Count >= MaxRemembered)
                Opened.Clear();
            disk = new ArchiveDisk(path, reader);
            Opened[path] = (file.Entry, new(disk));
            return disk;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who reads the directory that it should be is told.
            return null;
        }
    }

    /// <summary>Which file an entry is.</summary>
    public static FileIdentity IdentityOf(int ordinal) => new(ulong.MaxValue, (ulong)ordinal + 1);

    /// <summary>Whether an exception says that an archive is not what it should be.</summary>
    public static bool IsDamage(Exception e) => e is IOException or InvalidDataException or NotSupportedException or ArgumentException
        or FormatException or OverflowException or OutOfMemoryException or InvalidOperationException or UnauthorizedAccessException;

    /// <summary>The bytes of an entry, at most <paramref name="limit"/> and one more.</summary>
    public static byte[] ReadAll(Stream data, int limit)
    {
        var buffer = new byte[Math.Min(limit, 4096) + 1];
        var length = 0;
        while (data.Read(buffer.AsSpan(length, Math.Min(buffer.Length - length, Piece))) is > 0 and var read)
        {
            length += read;
            if (length > limit)
                return buffer;
            if (length == buffer.Length)
                buffer = Resized(buffer, Math.Min((length * 2L) + 1, limit + 1L));
        }
        return Resized(buffer, length);
    }

    public DirectoryHandle OpenTop(string path) => new(path, null);

    public DirectoryHandle Open(DirectoryHandle above, string below)
    {
        var item = ItemOf(above);
        var path = above.Path;
        foreach (var name in below.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = $"{path.TrimEnd('/')}/{name}";
            if (item.Children?.TryGetValue(name, out item!) is not true)
                throw new DiskException("open", path, DiskException.NoEntry, "the directory does not exist");
            if (item.Entry.Kind == EntryKind.Link)
                throw new DiskException("open", path, DiskException.LinkMet, "the path is a link or contains one");
        }
        return item.Children is not null ? new DirectoryHandle(path, null)
            : throw new DiskException("open", path, DiskException.NotADirectory, "it is not a directory");
    }

    public DiskEntry Look(DirectoryHandle directory, string name) =>
        name.Length == 0 ? ItemOf(directory).Entry
        : ItemOf(directory).Children!.TryGetValue(name, out var item) ? item.Entry : new DiskEntry(EntryKind.Absent);

    public byte[] Read(DirectoryHandle directory, string name, int limit, long size = -1)
    {
        var path = directory.PathOf(name);
        if (!ItemOf(directory).Children!.TryGetValue(name, out var item))
            throw new DiskException("read", path, DiskException.NoEntry, "it does not exist");
        if (item.Entry.Kind != EntryKind.File)
            throw new DiskException("read", path, item.Entry.Kind == EntryKind.Link ? DiskException.LinkMet : DiskException.InputOutput,
                "it is not a regular file");
        if (item.Obstacle is { } obstacle)
            throw new DiskException("read", path, DiskException.InputOutput, obstacle);
        if (item.Content is { } content)
            return content.AsSpan(0, Math.Min(content.Length, limit + 1)).ToArray();
        try
        {
            return _reader.ReadFile(item.Ordinal, limit);
        }
        catch (IOException e)
        {
            throw new DiskException("read", path, DiskException.InputOutput, e.Message);
        }
    }

    public IReadOnlyList<DiskName> List(DirectoryHandle directory) =>
        [.. ItemOf(directory).Children!.Select(child => new DiskName(child.Key, child.Value.Entry.Kind))];

    public IDiskFile Create(DirectoryHandle directory, string name, int mode) => throw ReadOnly(directory, name);

    public void Rename(DirectoryHandle directory, string from, string to) => throw ReadOnly(directory, to);

    public void Remove(DirectoryHandle directory, string name) => throw ReadOnly(directory, name);

    public void Link(DirectoryHandle directory, string name, string target) => throw ReadOnly(directory, name);

    public void MakeDirectory(DirectoryHandle directory, string name, int mode) => throw ReadOnly(directory, name);

    public void RemoveDirectory(DirectoryHandle directory, string name) => throw ReadOnly(directory, name);

    public void SetMode(DirectoryHandle directory, string name, int mode) => throw ReadOnly(directory, name);

    public void SetOwner(DirectoryHandle directory, string name, uint userId, uint groupId) => throw ReadOnly(directory, name);

    public void SetModified(DirectoryHandle directory, string name, long nanoseconds) => throw ReadOnly(directory, name);

    public void Sync(DirectoryHandle directory, string name)
    {
        // Nothing was written.
    }

    public IDisposable? Lock(DirectoryHandle directory, string name) => throw ReadOnly(directory, name);

    private ArchiveItem ItemOf(DirectoryHandle directory) => _read.Value.Tree.Find(directory.Path[_path.Length..])
        ?? throw new DiskException("read", directory.Path, DiskException.NoEntry, "the directory does not exist");

    private static DiskException ReadOnly(DirectoryHandle directory, string name) =>
        new("change", directory.PathOf(name), DiskException.ReadOnly, "it is in an archive");

    private static byte[] Resized(byte[] buffer, long length)
    {
        if (length == buffer.Length)
            return buffer;
        var other = new byte[length];
        buffer.AsSpan(0, (int)Math.Min(length, buffer.Length)).CopyTo(other);
        CryptographicOperations.ZeroMemory(buffer);
        return other;
    }
}
