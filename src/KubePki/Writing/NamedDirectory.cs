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
    private const int OwnerOnly = 0b111_000_000;

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

    /// <summary>Whether it was made now.</summary>
    public bool IsNew => _above is not null;

    /// <summary>What is in it.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<DiskName> Names => _disk.List(_handle);

    /// <summary>Opens a directory, or makes it.</summary>
    /// <exception cref="DiskException">It can be neither opened nor made.</exception>
    /// <exception cref="PkiProblemException">Others may write in it.</exception>
    public static NamedDirectory Open(string path, IDisk disk)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var directory = FileStat.KindOf(full) == FileKind.Missing ? Make(full, disk) : new NamedDirectory(disk, null, disk.OpenTop(full));
        if (new FileOwners().Objection(disk.Look(directory._handle, "")) is not { } objection)
            return directory;
        directory.Dispose();
        throw new PkiProblemException(
            WritingProblem.At(new NodeFiles("/"), full, PkiProblemId.UntrustedDirectory, $"no keys are written into it: {objection}"));
    }

    /// <summary>Takes from all but its owner what they could do with it.</summary>
    /// <exception cref="DiskException">It cannot be done.</exception>
    public void Close() => _disk.SetMode(_handle, "", OwnerOnly);

    /// <summary>Makes a file; mode and owner come before its content, and its owner is the directory's.</summary>
    /// <exception cref="DiskException">It cannot be made, or is there already.</exception>
    public void Write(string name, ReadOnlySpan<byte> content, int mode)
    {
        var owner = _disk.Look(_handle, "");
        using var file = _disk.Create(_handle, name, mode & OwnerOnly);
        _made.Add(name);
        var made = file.Look();
        if (made.UserId != owner.UserId || made.GroupId != owner.GroupId)
            file.SetOwner(owner.UserId, owner.GroupId);
        file.SetMode(mode);
        file.Write(content);
        file.Sync();
    }

    /// <summary>Has the names reach the disk.</summary>
    /// <exception cref="DiskException">It cannot be done.</exception>
    public void Sync() => _disk.Sync(_handle, "");

    /// <summary>Removes what was made, and the directory if it was, as far as the disk lets it.</summary>
    public void TakeBack()
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
        var above = disk.OpenTop(Path.GetDirectoryName(full)!);
        try
        {
            var name = Path.GetFileName(full);
            disk.MakeDirectory(above, name, OwnerOnly);
            return new NamedDirectory(disk, above, disk.Open(above, name));
        }
        catch
        {
            above.Dispose();
            throw;
        }
    }
}
