using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>
/// A directory of this machine that the user has named to have files written into it: opened once, and all that is written goes into that
/// one. Made for its owner's eyes only where it is not there; nothing that is there is written over.
/// </summary>
internal sealed class NamedDirectory : IDisposable
{
    private readonly IDisk _disk;
    private readonly DirectoryHandle? _above;
    private readonly DirectoryHandle _handle;
    private readonly List<string> _made = [];

    private NamedDirectory(IDisk disk, DirectoryHandle? above, DirectoryHandle handle)
    {
        _disk = disk;
        _above = above;
        _handle = handle;
    }

    /// <summary>What is in it.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<DiskName> Names => _disk.List(_handle);

    /// <summary>
    /// Opens a directory, or makes it. Whoever could put another in its place, or owns or writes a directory above it, would get what is
    /// written: then it is refused, as is a way over a link that somebody else has made.
    /// </summary>
    /// <exception cref="DiskException">It can be neither opened nor made.</exception>
    /// <exception cref="PkiProblemException">
    /// It is no directory, there is none above it, or it is in the hands of others.
    /// </exception>
    public static NamedDirectory Open(string path, IDisk disk)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        // Elsewhere there are no owners to ask, and the system itself has links on the way to what is temporary.
        if (!OperatingSystem.IsLinux())
            return FileStat.KindOf(full) == FileKind.Directory ? new NamedDirectory(disk, null, disk.OpenTop(full))
                : InAbove(full, full, disk);
        var file = new NodeFiles("/").At(full);
        if (file.ProblemId is { } id)
            throw Problem(full, id, file.Reason!);
        if (file.Distrust is { } distrust)
            throw Untrusted(full, distrust);
        // A link that leads nowhere is no place for a new directory.
        return file is { Target: not null, Exists: false } ? throw NoDirectory(full) : InAbove(full, file.RealNodePath, disk);
    }

    /// <summary>Makes files, and has them reach the disk; all of them or none.</summary>
    /// <exception cref="DiskException">One cannot be made, or is there already; what was made is taken back.</exception>
    public void WriteAll(IEnumerable<(string Name, byte[] Content, int Mode)> files)
    {
        try
        {
            foreach (var (name, content, mode) in files)
                Write(name, content, mode);
            _disk.Sync(_handle, "");
        }
        catch (DiskException)
        {
            TakeBack();
            throw;
        }
    }

    /// <summary>What sort of thing has a name in it.</summary>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public EntryKind KindOf(string name) => _disk.Look(_handle, name).Kind;

    /// <summary>The bytes of a file in it, at most <paramref name="limit"/> and one more.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public byte[] Read(string name, int limit) => _disk.Read(_handle, name, limit);

    /// <summary>Puts a file in the place of another: who reads sees the old one or the new one, and never a part.</summary>
    /// <exception cref="DiskException">It cannot be made, or the directory not be synchronized; one of both is there, whole.</exception>
    public void Replace(string name, byte[] content, int mode)
    {
        var draft = $".{name}.{Hex.Lower(RandomNumberGenerator.GetBytes(8))}.tmp";
        try
        {
            Write(draft, content, mode);
            _disk.Rename(_handle, draft, name);
            _made.Clear();
            _disk.Sync(_handle, "");
        }
        catch (DiskException)
        {
            TakeBack();
            throw;
        }
    }

    // Mode and owner come before the content, and the owner is the directory's.
    private void Write(string name, ReadOnlySpan<byte> content, int mode)
    {
        var owner = _disk.Look(_handle, "");
        using var file = _disk.Create(_handle, name, mode & FileModes.Owner);
        _made.Add(name);
        var made = file.Look();
        if (made.UserId != owner.UserId || made.GroupId != owner.GroupId)
            file.SetOwner(owner.UserId, owner.GroupId);
        file.SetMode(mode);
        file.Write(content);
        file.Sync();
    }

    // Removes what was made, and the directory if it was, as far as the disk lets it.
    private void TakeBack()
    {
        try
        {
            foreach (var name in _made.Where(name => _disk.Look(_handle, name).Kind == EntryKind.File))
                _disk.Remove(_handle, name);
            if (_above is not null)
                _disk.RemoveDirectory(_above, Path.GetFileName(_handle.Path));
        }
        catch (DiskException)
        {
            // Why the writing failed is what matters.
        }
    }

    public void Dispose()
    {
        _handle.Dispose();
        _above?.Dispose();
    }

    private static NamedDirectory InAbove(string full, string real, IDisk disk)
    {
        var above = OpenAbove(full, Path.GetDirectoryName(real) ?? real, disk);
        try
        {
            var name = Path.GetFileName(real);
            switch (disk.Look(above, name).Kind)
            {
                case EntryKind.Directory:
                    var there = name.Length == 0 ? above : Below(above, name, full, disk);
                    if (there != above)
                        above.Dispose();
                    return new NamedDirectory(disk, null, there);
                case EntryKind.Absent:
                    return Make(above, name, full, disk);
                default:
                    throw NoDirectory(full);
            }
        }
        catch
        {
            above.Dispose();
            throw;
        }
    }

    private static NamedDirectory Make(DirectoryHandle above, string name, string full, IDisk disk)
    {
        disk.MakeDirectory(above, name, FileModes.Owner);
        try
        {
            return new NamedDirectory(disk, above, Below(above, name, full, disk));
        }
        catch
        {
            disk.RemoveDirectory(above, name);
            throw;
        }
    }

    private static DirectoryHandle OpenAbove(string full, string real, IDisk disk)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                return disk.OpenTop(real);
            var handle = Trusted(disk.OpenTop("/"), full, disk);
            foreach (var name in real.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                using var above = handle;
                handle = Below(above, name, full, disk);
            }
            return handle;
        }
        catch (DiskException e) when (e.IsAbsence)
        {
            throw Problem(full, PkiProblemId.PathNotFound, "its parent directory does not exist");
        }
    }

    private static DirectoryHandle Below(DirectoryHandle above, string name, string full, IDisk disk) =>
        Trusted(disk.Open(above, name), full, disk);

    private static DirectoryHandle Trusted(DirectoryHandle directory, string full, IDisk disk)
    {
        try
        {
            var subject = directory.Path == full ? "it" : directory.Path;
            return new FileOwners().Objection(disk.Look(directory, ""), subject) is { } objection
                ? throw Untrusted(full, objection)
                : directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static PkiProblemException Untrusted(string full, string reason) =>
        Problem(full, PkiProblemId.UntrustedDirectory, $"nothing is written to it: {reason}");

    private static PkiProblemException NoDirectory(string full) =>
        Problem(full, PkiProblemId.ImpossibleChange, "it is not a directory: specify another path");

    private static PkiProblemException Problem(string full, string id, string reason) =>
        new(WritingProblem.ToWrite(full, id, reason));
}
