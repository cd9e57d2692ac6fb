using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>
/// A file of this machine that the user has named, reached as the system reaches it, links followed. Only for paths that come from the
/// command line or from the user's own settings: what a node's files name is looked for below the node's root.
/// </summary>
internal static partial class NamedFile
{
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;

    /// <summary>What a path leads to; <see cref="EntryKind.Absent"/> for nothing.</summary>
    /// <exception cref="DiskException">It may not be asked, or the disk does not answer.</exception>
    public static DiskEntry Look(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            if (LinuxCalls.Look(LinuxCalls.CurrentDirectory, path, 0, LinuxCalls.BasicStats, out var stat) == 0)
                return stat.ToEntry();
            return LinuxDisk.Failure("read", path) is { IsAbsence: false } failure ? throw failure : new DiskEntry(EntryKind.Absent);
        }
        return IsSpecial(path) ? new DiskEntry(EntryKind.Special, -1)
            : File.Exists(path) ? new DiskEntry(EntryKind.File, -1) : Directory.Exists(path) ? new DiskEntry(EntryKind.Directory)
                : new DiskEntry(EntryKind.Absent);
    }

    /// <summary>The bytes of a file, at most <paramref name="limit"/> and one more. The caller wipes them.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static byte[] Read(string path, int limit, long size)
    {
        if (!OperatingSystem.IsLinux())
            return ReadElsewhere(path, limit);
        var handle = LinuxCalls.Open(path, LinuxCalls.NonBlocking | LinuxCalls.NoTerminal | LinuxCalls.CloseOnExec, 0);
        using (handle)
            return handle.IsInvalid ? throw LinuxDisk.Failure("read", path) : LinuxFile.ReadAll(handle, path, limit, size);
    }

    /// <summary>Opens what a path leads to, to read, and tells what it is. A pipe does not make us wait.</summary>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    public static (SafeFileHandle Handle, DiskEntry Entry) Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            return OpenElsewhere(path);
        var handle = LinuxCalls.Open(path, LinuxCalls.NonBlocking | LinuxCalls.NoTerminal | LinuxCalls.CloseOnExec, 0);
        if (!handle.IsInvalid
            && LinuxCalls.Look(handle, "", LinuxCalls.TheDirectoryItself, LinuxCalls.BasicStats, out var stat) == 0)
        {
            return (handle, stat.ToEntry());
        }
        var failure = LinuxDisk.Failure("read", path);
        handle.Dispose();
        throw failure;
    }

    /// <summary>Opens a file whose last name is no link, to write at its end; it is made when it is not there.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static SafeFileHandle OpenToAppend(string path, int mode)
    {
        var handle = LinuxCalls.Open(path, LinuxCalls.WriteOnly | LinuxCalls.MayCreate | LinuxCalls.Appends | LinuxCalls.NoFollow
            | LinuxCalls.NoTerminal | LinuxCalls.CloseOnExec, (uint)mode);
        if (!handle.IsInvalid)
            return handle;
        var failure = LinuxDisk.Failure("write", path);
        handle.Dispose();
        throw failure.Error == DiskException.AccessDenied ? new UnauthorizedAccessException(failure.Message)
            : new IOException(failure.Message);
    }

    /// <summary>The same by what .NET has.</summary>
    public static byte[] ReadPortably(string path, int limit)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var buffer = new byte[Math.Min(stream.Length, limit + 1L)];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length == buffer.Length)
            return buffer;
        var shorter = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        return shorter;
    }

    /// <summary>Whether a path leads to a pipe, a device or a socket of macOS, which .NET does not tell from files.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsMacOS())
            return false;
        var (result, mode) = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? (StatMacIntel(path, out var intel), intel.Mode) : (StatMac(path, out var mac), mac.Mode);
        return result == 0 && (mode & TypeMask) is not (RegularType or DirectoryType);
    }

    private static (SafeFileHandle Handle, DiskEntry Entry) OpenElsewhere(string path)
    {
        try
        {
            var entry = Look(path);
            return (File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PortableDisk.Failure("read", path, e);
        }
    }

    private static byte[] ReadElsewhere(string path, int limit)
    {
        try
        {
            return ReadPortably(path, limit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PortableDisk.Failure("read", path, e);
        }
    }

    // struct stat of sys/stat.h with 64-bit inodes.
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct MacStat
    {
        [FieldOffset(4)]
        public ushort Mode;
    }

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatMac(string path, out MacStat result);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatMacIntel(string path, out MacStat result);
}
