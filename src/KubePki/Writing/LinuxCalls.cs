using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>The system calls of Linux that .NET has no call for, or only one that follows links.</summary>
internal static partial class LinuxCalls
{
    public const int CurrentDirectory = -100;
    public const int NotFollowed = 0x100;
    public const uint BasicStats = 0x7ff;
    public const int Interrupted = 4;
    public const int NotADirectory = 20;
    public const int InvalidArgument = 22;
    public const int WouldBlock = 11;

    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int MayCreate = 0x40;
    public const int MustCreate = 0x80;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    // LOCK_EX and LOCK_NB.
    public const int LockOrFail = 2 | 4;
    public const int Unlock = 8;

    // UTIME_OMIT of sys/stat.h: the time of the last access stays.
    private const long Omit = (1L << 30) - 2;

    /// <summary>O_NOFOLLOW, which is not the same number on each architecture.</summary>
    public static int NoFollow { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le ? 0x8000 : 0x20000;

    public static int SetModified(SafeFileHandle handle, long nanoseconds) => SetTimes(handle, in Times(nanoseconds)[0]);

    public static int SetModified(string path, long nanoseconds) => SetTimes(CurrentDirectory, path, in Times(nanoseconds)[0], NotFollowed);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle handle, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle handle, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int SetMode(SafeFileHandle handle, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int SetOwner(SafeFileHandle handle, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int SetOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int RemoveDirectory(string path);

    [LibraryImport("libc", EntryPoint = "mkdir", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MakeLink(string target, string path);

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial nint ReadLink(string path, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Look(int directory, string path, int flags, uint mask, out LinuxStat result);

    private static long[] Times(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        return rest < 0 ? Times(seconds - 1, rest + 1_000_000_000) : Times(seconds, rest);
    }

    // Two struct timespec: access and change.
    private static long[] Times(long seconds, long rest) => [0, Omit, seconds, rest];

    [LibraryImport("libc", EntryPoint = "utimensat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetTimes(int directory, string path, in long times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle handle, in long times);
}
