using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Writing;

/// <summary>The file system of Linux, by its own calls: none of them follows a link where a file should be.</summary>
internal sealed class LinuxDisk : IDisk
{
    private const int TypeMask = 0xf000;
    private const int MaxLink = 4096;
    private static readonly UTF8Encoding Strict = new(false, true);

    public DiskEntry Look(string path)
    {
        if (LinuxCalls.Look(LinuxCalls.CurrentDirectory, path, LinuxCalls.NotFollowed, LinuxCalls.BasicStats, out var stat) != 0)
        {
            return Marshal.GetLastPInvokeError() is DiskException.NoEntry or LinuxCalls.NotADirectory
                ? new DiskEntry(EntryKind.Absent) : throw Failure("read", path);
        }
        var kind = (stat.Mode & TypeMask) switch
        {
            0x8000 => EntryKind.File,
            0xa000 => EntryKind.Link,
            0x4000 => EntryKind.Directory,
            _ => EntryKind.Special,
        };
        var modified = (stat.ModifiedSeconds * 1_000_000_000) + stat.ModifiedNanoseconds;
        return new DiskEntry(kind, stat.Size, stat.Mode & 0xfff, stat.UserId, stat.GroupId, modified, kind == EntryKind.Link ? TargetOf(path) : null);
    }

    public byte[] Read(string path, int limit)
    {
        // A pipe in the file's place must not make us wait.
        using var handle = Open("read", path, LinuxCalls.NonBlocking);
        return LinuxFile.ReadAll(handle, path, limit);
    }

    public IReadOnlyList<string> List(string directory)
    {
        try
        {
            var names = new DirectoryInfo(directory).EnumerateFileSystemInfos("*", PortableDisk.Everything).Select(info => info.Name).ToList();
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PortableDisk.Failure("list", directory, e);
        }
    }

    public IDiskFile Create(string path, int mode) =>
        new LinuxFile(Open("create", path, LinuxCalls.WriteOnly | LinuxCalls.MayCreate | LinuxCalls.MustCreate, mode), path);

    public void Rename(string from, string to) => Check(LinuxCalls.Rename(from, to), "replace", to);

    public void Remove(string path) => Check(LinuxCalls.Unlink(path), "remove", path);

    public void Link(string path, string target) => Check(LinuxCalls.MakeLink(target, path), "create", path);

    public void MakeDirectory(string path, int mode) => Check(LinuxCalls.MakeDirectory(path, (uint)mode), "create", path);

    public void RemoveDirectory(string path) => Check(LinuxCalls.RemoveDirectory(path), "remove", path);

    public void SetMode(string path, int mode)
    {
        using var handle = Open("change the mode of", path, LinuxCalls.NonBlocking);
        Check(LinuxCalls.SetMode(handle, (uint)mode), "change the mode of", path);
    }

    public void SetOwner(string path, uint userId, uint groupId) => Check(LinuxCalls.SetOwner(path, userId, groupId), "change the owner of", path);

    public void SetModified(string path, long nanoseconds) => Check(LinuxCalls.SetModified(path, nanoseconds), "set the time of", path);

    public void Sync(string path)
    {
        using var handle = Open("flush", path, LinuxCalls.NonBlocking);
        LinuxFile.Sync(handle, path);
    }

    public IDisposable? Lock(string path)
    {
        var handle = Open("lock", path, LinuxCalls.ReadWrite | LinuxCalls.MayCreate, 0x180);
        while (LinuxCalls.Lock(handle, LinuxCalls.LockOrFail) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == LinuxCalls.Interrupted)
                continue;
            handle.Dispose();
            return error == LinuxCalls.WouldBlock ? null : throw Failure("lock", path, error);
        }
        return new LinuxLock(handle);
    }

    public static DiskException Failure(string operation, string path) => Failure(operation, path, Marshal.GetLastPInvokeError());

    public static void Check(int result, string operation, string path)
    {
        if (result != 0)
            throw Failure(operation, path);
    }

    private static DiskException Failure(string operation, string path, int error) => new(operation, path, error, Marshal.GetPInvokeErrorMessage(error));

    private static SafeFileHandle Open(string operation, string path, int flags, int mode = 0)
    {
        while (true)
        {
            var handle = LinuxCalls.Open(path, flags | LinuxCalls.NoFollow | LinuxCalls.CloseOnExec, (uint)mode);
            if (!handle.IsInvalid)
                return handle;
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            if (error != LinuxCalls.Interrupted)
                throw Failure(operation, path, error);
        }
    }

    private static string TargetOf(string path)
    {
        var buffer = new byte[MaxLink];
        var length = LinuxCalls.ReadLink(path, ref buffer[0], buffer.Length);
        if (length < 0)
            throw Failure("read", path);
        try
        {
            return Strict.GetString(buffer, 0, (int)length);
        }
        catch (DecoderFallbackException)
        {
            // A link that cannot be written again as it is must not be touched.
            throw new DiskException("read", path, DiskException.InputOutput, "the link's target is not UTF-8");
        }
    }
}
