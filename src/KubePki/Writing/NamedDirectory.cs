using KubePki.Layout;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Reading;

namespace KubePki.Writing;

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

    /// <summary>Opens a directory, or makes it.</summary>
    /// <exception cref="DiskException">It can be neither opened nor made.</exception>
    /// <exception cref="PkiProblemException">It is no directory, there is none above it, or others may write in it.</exception>
    public static NamedDirectory Open(string path, IDisk disk)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var directory = FileStat.KindOf(full) switch
        {
            FileKind.Missing => Make(full, disk),
            FileKind.Regular or FileKind.Special => throw NoDirectory(full),
            _ => new NamedDirectory(disk, null, disk.OpenTop(full)),
        };
        try
        {
            return new FileOwners().Objection(disk.Look(directory._handle, "")) is not { } objection ? directory
                : throw Problem(full, PkiProblemId.UntrustedDirectory, $"no keys are written into it: {objection}");
        }
        catch
        {
            directory.TakeBack();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Takes from all but its owner what they could do with it.</summary>
    /// <exception cref="DiskException">It cannot be done.</exception>
    public void Close() => _disk.SetMode(_handle, "", FileModes.Owner);

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

    private static NamedDirectory Make(string full, IDisk disk)
    {
        var above = OpenAbove(full, disk);
        try
        {
            var name = Path.GetFileName(full);
            disk.MakeDirectory(above, name, FileModes.Owner);
            return new NamedDirectory(disk, above, OpenOrRemove(above, name, disk));
        }
        catch (DiskException e) when (e.Error == DiskException.Exists)
        {
            // A link that leads nowhere, say.
            above.Dispose();
            throw NoDirectory(full);
        }
        catch
        {
            above.Dispose();
            throw;
        }
    }

    private static DirectoryHandle OpenAbove(string full, IDisk disk)
    {
        try
        {
            return disk.OpenTop(Path.GetDirectoryName(full)!);
        }
        catch (DiskException e) when (e.IsAbsence)
        {
            throw Problem(full, PkiProblemId.PathNotFound, "the directory above it does not exist");
        }
    }

    private static DirectoryHandle OpenOrRemove(DirectoryHandle above, string name, IDisk disk)
    {
        try
        {
            return disk.Open(above, name);
        }
        catch (DiskException)
        {
            disk.RemoveDirectory(above, name);
            throw;
        }
    }

    private static PkiProblemException NoDirectory(string full) =>
        Problem(full, PkiProblemId.ImpossibleChange, "something else than a directory is there: name another path");

    private static PkiProblemException Problem(string full, string id, string reason) =>
        new(WritingProblem.At(new NodeFiles("/"), full, id, reason));
}
