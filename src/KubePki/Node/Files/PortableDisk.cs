using System.Security.Cryptography;
using KubePki.Model;

namespace KubePki.Node.Files;

/// <summary>
/// The file system by what .NET has for all: for copied trees on Windows and macOS. The contract is that of <see cref="IDisk"/> as long as
/// nobody renames directories meanwhile: a directory is its path here, a link in a file's place is looked for before and not in the same
/// step, and there are neither owners nor numbers of files by which a file that was put in the place of another is known. Trees in which
/// others may write are not for it.
/// </summary>
internal sealed class PortableDisk : IDisk
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false,
        MatchType = MatchType.Simple };

    public DirectoryHandle OpenTop(string path) => Directory.Exists(path) ? new DirectoryHandle(path, null) : throw Absent("open", path);

    public DirectoryHandle Open(DirectoryHandle above, string below)
    {
        var path = above.Path;
        foreach (var name in below.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Join(path, name);
            if (IsLink(path))
                throw new DiskException("open", path, DiskException.LinkMet, "the path is a link or contains one");
        }
        return File.Exists(path) ? throw new DiskException("open", path, DiskException.NotADirectory, "it is not a directory")
            : Directory.Exists(path) ? new DirectoryHandle(path, null) : throw Absent("open", path);
    }

    public DiskEntry Look(DirectoryHandle directory, string name) => Try("read", directory, name, path =>
    {
        FileSystemInfo info = new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null)
            info = new DirectoryInfo(path);
        if (!info.Exists && info.LinkTarget is null)
            return new DiskEntry(EntryKind.Absent);
        var kind = info.LinkTarget is not null ? EntryKind.Link : info is DirectoryInfo ? EntryKind.Directory
            : NamedFile.IsSpecial(path) ? EntryKind.Special : EntryKind.File;
        var mode = OperatingSystem.IsWindows() ? 0x180 : (int)info.UnixFileMode;
        return new DiskEntry(kind, (info as FileInfo)?.Length ?? 0, mode, 0, 0, (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100,
            info.LinkTarget);
    });

    public byte[] Read(DirectoryHandle directory, string name, int limit, long size = -1) => Try("read", directory, name, path =>
    {
        RefuseLink("read", path);
        return NamedFile.ReadPortably(path, limit);
    });

    public IReadOnlyList<DiskName> List(DirectoryHandle directory) => Try("list", directory, "", path =>
    {
        var names = new DirectoryInfo(path).EnumerateFileSystemInfos("*", Everything).Select(info => new DiskName(info.Name, KindOf(info)))
            .ToList();
        names.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return names;
    });

    public IDiskFile Create(DirectoryHandle directory, string name, int mode) => Try("create", directory, name, path =>
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read,
            BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (UnixFileMode)mode;
        var file = new PortableFile(new FileStream(path, options), path);
        file.SetMode(mode);
        return file;
    });

    public void Rename(DirectoryHandle directory, string from, string to) =>
        Try("replace", directory, to, path =>
        {
            var source = directory.PathOf(from);
            if (Directory.Exists(source) && !IsLink(source))
                Directory.Move(source, path);
            else
                File.Move(source, path, overwrite: true);
        });

    public void Remove(DirectoryHandle directory, string name) => Try("remove", directory, name, File.Delete);

    public void Link(DirectoryHandle directory, string name, string target) =>
        Try("create", directory, name, path => { File.CreateSymbolicLink(path, target); });

    public void MakeDirectory(DirectoryHandle directory, string name, int mode) => Try("create", directory, name, path =>
    {
        if (File.Exists(path) || Directory.Exists(path))
            throw new DiskException("create", path, DiskException.Exists, "it already exists");
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)mode);
    });

    public void RemoveDirectory(DirectoryHandle directory, string name) => Try("remove", directory, name, path =>
    {
        if (Directory.EnumerateFileSystemEntries(path).Any())
            throw new DiskException("remove", path, DiskException.NotEmpty, "the directory is not empty");
        Directory.Delete(path);
    });

    public void SetMode(DirectoryHandle directory, string name, int mode) => Try("change the mode of", directory, name, path =>
    {
        RefuseLink("change the mode of", path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)mode);
    });

    public void SetOwner(DirectoryHandle directory, string name, uint userId, uint groupId) => throw NoOwners(directory.PathOf(name));

    public void SetModified(DirectoryHandle directory, string name, long nanoseconds) => Try("set the time of", directory, name, path =>
    {
        // .NET follows the link; the time of a link is not worth the file behind it.
        if (!IsLink(path))
            File.SetLastWriteTimeUtc(path, TimeOf(nanoseconds));
    });

    public void Sync(DirectoryHandle directory, string name)
    {
        // Neither system lets a directory be flushed by .NET's means; files are flushed when they are written.
    }

    public IDisposable? Lock(DirectoryHandle directory, string name)
    {
        var path = directory.PathOf(name);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw Failure("lock", path, e);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static DateTime TimeOf(long nanoseconds) => DateTime.UnixEpoch.AddTicks(nanoseconds / 100);

    public static DiskException NoOwners(string path) =>
        new("change the owner of", path, DiskException.NotPermitted, "files have no owner here");

    /// <summary>A foreign exception as our own.</summary>
    public static DiskException Failure(string operation, string path, Exception e)
    {
        if (e is DiskException own)
            return own;
        // The low half of what Windows says for a full disk, and what .NET says elsewhere.
        var isFull = (e.HResult & 0xffff) is 0x70 or 0x27 || (!OperatingSystem.IsWindows() && e.HResult == DiskException.NoSpace);
        var error = e is UnauthorizedAccessException ? DiskException.AccessDenied
            : e is FileNotFoundException or DirectoryNotFoundException ? DiskException.NoEntry : isFull ? DiskException.NoSpace
                : DiskException.InputOutput;
        return new DiskException(operation, path, error, ForeignWords.Of(e));
    }

    private static EntryKind KindOf(FileSystemInfo info) =>
        info.LinkTarget is not null ? EntryKind.Link : info is DirectoryInfo ? EntryKind.Directory : EntryKind.File;

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static string Join(string path, string name) => path.EndsWith('/') ? path + name : $"{path}/{name}";

    private static DiskException Absent(string operation, string path) =>
        new(operation, path, DiskException.NoEntry, "the directory does not exist");

    private static void RefuseLink(string operation, string path)
    {
        if (IsLink(path))
            throw new DiskException(operation, path, DiskException.LinkMet, "it is a link");
    }

    private static void Try(string operation, DirectoryHandle directory, string name, Action<string> action) =>
        Try(operation, directory, name, path =>
    {
        action(path);
        return 0;
    });

    private static T Try<T>(string operation, DirectoryHandle directory, string name, Func<string, T> action)
    {
        var path = directory.PathOf(name);
        try
        {
            return action(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Failure(operation, path, e);
        }
    }
}
