using System.Security.Cryptography;

namespace KubePki.Writing;

/// <summary>
/// The file system by what .NET has for all: for copied trees on Windows and macOS. There are no owners here, and a link in a file's
/// place is looked for before, not in the same step.
/// </summary>
internal sealed class PortableDisk : IDisk
{
    public static EnumerationOptions Everything { get; } = new() { AttributesToSkip = 0, IgnoreInaccessible = false, MatchType = MatchType.Simple };

    public DiskEntry Look(string path) => Try("read", path, () =>
    {
        FileSystemInfo info = new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null)
            info = new DirectoryInfo(path);
        if (!info.Exists && info.LinkTarget is null)
            return new DiskEntry(EntryKind.Absent);
        var kind = info.LinkTarget is not null ? EntryKind.Link : info is DirectoryInfo ? EntryKind.Directory : EntryKind.File;
        var mode = OperatingSystem.IsWindows() ? 0x180 : (int)info.UnixFileMode;
        return new DiskEntry(kind, (info as FileInfo)?.Length ?? 0, mode, 0, 0, (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100, info.LinkTarget);
    });

    public byte[] Read(string path, int limit) => Try("read", path, () =>
    {
        RefuseLink("read", path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var buffer = new byte[Math.Min(stream.Length, limit + 1L)];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length == buffer.Length)
            return buffer;
        var shorter = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        return shorter;
    });

    public IReadOnlyList<string> List(string directory) => Try("list", directory, () =>
    {
        var names = new DirectoryInfo(directory).EnumerateFileSystemInfos("*", Everything).Select(info => info.Name).ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    });

    public IDiskFile Create(string path, int mode) => Try("create", path, () =>
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (UnixFileMode)mode;
        return new PortableFile(new FileStream(path, options), path);
    });

    public void Rename(string from, string to) => Try("replace", to, () => File.Move(from, to, overwrite: true));

    public void Remove(string path) => Try("remove", path, () => File.Delete(path));

    public void Link(string path, string target) => Try("create", path, () => File.CreateSymbolicLink(path, target));

    public void MakeDirectory(string path, int mode) => Try("create", path, () =>
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, (UnixFileMode)mode));

    public void RemoveDirectory(string path) => Try("remove", path, () =>
    {
        if (Directory.EnumerateFileSystemEntries(path).Any())
            throw new DiskException("remove", path, DiskException.NotEmpty, "the directory is not empty");
        Directory.Delete(path);
    });

    public void SetMode(string path, int mode) => Try("change the mode of", path, () =>
    {
        RefuseLink("change the mode of", path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)mode);
    });

    public void SetOwner(string path, uint userId, uint groupId) => throw NoOwners(path);

    public void SetModified(string path, long nanoseconds) => Try("set the time of", path, () =>
    {
        // .NET follows the link; the time of a link is not worth the file behind it.
        if (new FileInfo(path).LinkTarget is null)
            File.SetLastWriteTimeUtc(path, TimeOf(nanoseconds));
    });

    public void Sync(string path)
    {
        // Neither system lets a directory be flushed by .NET's means; files are flushed when they are written.
    }

    public IDisposable? Lock(string path)
    {
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

    public static DiskException NoOwners(string path) => new("change the owner of", path, DiskException.NotPermitted, "files have no owner here");

    /// <summary>A foreign exception as our own.</summary>
    public static DiskException Failure(string operation, string path, Exception e)
    {
        if (e is DiskException own)
            return own;
        // The low half of what Windows says for a full disk, and what .NET says elsewhere.
        var isFull = (e.HResult & 0xffff) is 0x70 or 0x27 || (!OperatingSystem.IsWindows() && e.HResult == DiskException.NoSpace);
        var error = e is UnauthorizedAccessException ? DiskException.AccessDenied : isFull ? DiskException.NoSpace : DiskException.InputOutput;
        return new DiskException(operation, path, error, e.Message);
    }

    private static void RefuseLink(string operation, string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new DiskException(operation, path, DiskException.InputOutput, "it is a link");
    }

    private static void Try(string operation, string path, Action action) => Try(operation, path, () =>
    {
        action();
        return 0;
    });

    private static T Try<T>(string operation, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Failure(operation, path, e);
        }
    }
}
