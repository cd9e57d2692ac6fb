using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>The system calls of Linux: each takes an open directory and a name, and none follows a link.</summary>
internal static partial class LinuxCalls
{
    public const int CurrentDirectory = -100;
    public const int NotFollowed = 0x100;
    public const int TheDirectoryItself = 0x1000;
    public const int RemovesDirectory = 0x200;
    public const uint BasicStats = 0x7ff;
    public const int Interrupted = 4;
    public const int InvalidArgument = 22;
    public const int NotImplemented = 38;
    public const int WouldBlock = 11;
    public const int NoData = 61;
    public const int NotSupported = 95;

    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int MayCreate = 0x40;
    public const int MustCreate = 0x80;
    public const int Appends = 0x400;
    public const int NoTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    // LOCK_EX and LOCK_NB.
    public const int LockOrFail = 2 | 4;
    public const int Unlock = 8;

    // PROC_SUPER_MAGIC of linux/magic.h.
    private const int ProcessesType = 0x9fa0;
    private const string AccessList = "system.posix_acl_access";

    // UTIME_OMIT of sys/stat.h: the time of the last access stays.
    private const long Omit = (1L << 30) - 2;

    private static readonly bool HasArmFlags = RuntimeInformation.ProcessArchitecture is
        Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le;

    /// <summary>O_NOFOLLOW, which is not the same number on each architecture.</summary>
    public static int NoFollow { get; } = HasArmFlags ? 0x8000 : 0x20000;

    /// <summary>O_DIRECTORY, which is not either.</summary>
    public static int OnlyDirectory { get; } = HasArmFlags ? 0x4000 : 0x10000;

    /// <summary>The number of getdents64, which libc does not have everywhere.</summary>
    private static nint ListNumber { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 217,
        Architecture.X86 => 220,
        Architecture.Arm or Architecture.Armv6 => 217,
        Architecture.S390x => 220,
        Architecture.Ppc64le => 202,
        _ => 61,
    };

    public static int SetModified(SafeFileHandle handle, long nanoseconds) => SetTimes(handle, in Times(nanoseconds)[0]);

    public static int SetModified(SafeFileHandle directory, string name, long nanoseconds) =>
        SetTimes(directory, name, in Times(nanoseconds)[0], NotFollowed);

    /// <summary>The user whom the file system takes this thread for.</summary>
    public static uint FileSystemUser() => SetFileSystemUser(uint.MaxValue);

    /// <summary>The group whom the file system takes this thread for.</summary>
    public static uint FileSystemGroup() => SetFileSystemGroup(uint.MaxValue);

    /// <summary>getdents64.</summary>
    public static int List(SafeFileHandle directory, Span<byte> buffer) =>
        (int)List(ListNumber, directory, ref MemoryMarshal.GetReference(buffer), buffer.Length);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial SafeFileHandle Open(SafeFileHandle directory, string name, int flags, uint mode);

    /// <summary>openat2, by its number.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial nint Open(nint number, SafeFileHandle directory, string path, in LinuxOpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle handle, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle handle, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int SetMode(SafeFileHandle handle, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmodat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int SetMode(SafeFileHandle directory, string name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int SetOwner(SafeFileHandle handle, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchownat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int SetOwner(SafeFileHandle directory, string name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Rename(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Remove(SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MakeDirectory(SafeFileHandle directory, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MakeLink(string target, SafeFileHandle directory, string name);

    [LibraryImport("libc", EntryPoint = "readlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial nint ReadLink(SafeFileHandle directory, string name, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Look(SafeFileHandle directory, string name, int flags, uint mask, out LinuxStat result);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Look(int directory, string path, int flags, uint mask, out LinuxStat result);

    /// <summary>Whether a directory is one of procfs, whose links lead where no path does.</summary>
    public static bool IsOfProcesses(SafeFileHandle directory)
    {
        // struct statfs begins with the type; no architecture's is larger.
        var status = new long[32];
        return Status(directory, ref status[0]) == 0 && (int)status[0] == ProcessesType;
    }

    /// <summary>
    /// Whether an entry of a directory has a POSIX access control list, or cannot be asked; on a file system that knows no such lists none
    /// has.
    /// </summary>
    public static bool HasAccessList(SafeFileHandle directory, string name) =>
        ReadAttribute($"/proc/self/fd/{directory.DangerousGetHandle()}/{(name.Length == 0 ? "." : name)}", AccessList, 0, 0) >= 0
        || Marshal.GetLastPInvokeError() is not (NoData or NotSupported or NotImplemented or DiskException.NoEntry);

    private static long[] Times(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        return rest < 0 ? Times(seconds - 1, rest + 1_000_000_000) : Times(seconds, rest);
    }

    // Two struct timespec: access and change.
    private static long[] Times(long seconds, long rest) => [0, Omit, seconds, rest];

    [LibraryImport("libc", EntryPoint = "utimensat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle directory, string name, in long times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle handle, in long times);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int Status(SafeFileHandle handle, ref long status);

    // It follows no link at the end.
    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint ReadAttribute(string path, string name, nint value, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint List(nint number, SafeFileHandle directory, ref byte buffer, nint size);

    // It gives back what was set before, and an impossible number changes nothing.
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial uint SetFileSystemUser(uint user);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial uint SetFileSystemGroup(uint group);
}
