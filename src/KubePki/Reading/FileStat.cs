using System.Runtime.InteropServices;
using KubePki.Model;

namespace KubePki.Reading;

/// <summary>What sort of thing lies at a path.</summary>
internal enum FileKind
{
    Missing,
    Regular,
    Directory,
    Special,
    Denied,
}

/// <summary>
/// Asks what lies at a path before it is opened: opening a pipe waits for a writer, and .NET does not tell pipes from files.
/// </summary>
internal static partial class FileStat
{
    private const int CurrentDirectory = -100;
    private const int NotFollowed = 0x100;
    private const int LinkType = 0xa000;
    private const uint TypeModeAndSize = 0x203;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int PermissionDenied = 13;

    /// <summary>The kind of what a path leads to, links followed.</summary>
    public static FileKind KindOf(string path) => KindOf(path, out _);

    /// <summary>The kind of what a path leads to, links followed, and its size in bytes where the system tells both at once, else −1.</summary>
    public static FileKind KindOf(string path, out long size)
    {
        size = -1;
        if (OperatingSystem.IsLinux())
        {
            var kind = FromMode(StatLinux(CurrentDirectory, path, 0, TypeModeAndSize, out var linux), linux.Mode);
            size = linux.Size;
            return kind;
        }
        if (OperatingSystem.IsMacOS())
            return RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? FromMode(StatMacIntel(path, out var intel), intel.Mode)
                : FromMode(StatMac(path, out var mac), mac.Mode);
        return File.Exists(path) ? FileKind.Regular : Directory.Exists(path) ? FileKind.Directory : FileKind.Missing;
    }

    /// <summary>Mode, owner, size and time of what a file leads to; null when there is nothing, or it may not be asked.</summary>
    public static PkiFile? Describe(NodeFile file)
    {
        if (file.ProblemId is not null)
            return null;
        return OperatingSystem.IsLinux() ? DescribeLinux(file) : DescribeElsewhere(file);
    }

    /// <summary>
    /// What lies at a path itself, links not followed: type, permission bits and owner; null when there is nothing, or no owners are known.
    /// </summary>
    public static PathFacts? Look(string path)
    {
        if (!OperatingSystem.IsLinux() || StatLinux(CurrentDirectory, path, NotFollowed, BasicStats, out var stat) != 0)
            return null;
        var type = stat.Mode & TypeMask;
        return new PathFacts(type == LinkType, type == DirectoryType, stat.Mode & 0xfff, stat.UserId, stat.GroupId);
    }

    private static PkiFile? DescribeLinux(NodeFile file)
    {
        if (StatLinux(CurrentDirectory, file.RealPath, 0, BasicStats, out var stat) != 0)
            return null;
        return new PkiFile
        {
            Path = file.Path,
            NodePath = file.NodePath,
            IsDirectory = (stat.Mode & TypeMask) == DirectoryType,
            IsSpecial = (stat.Mode & TypeMask) is not (DirectoryType or RegularType),
            Mode = stat.Mode & 0xfff,
            UserId = stat.UserId,
            GroupId = stat.GroupId,
            Length = stat.Size,
            ModifiedAt = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(stat.ModifiedSeconds, -62135596800, 253402300799)),
        };
    }

    private static PkiFile? DescribeElsewhere(NodeFile file)
    {
        FileSystemInfo info = Directory.Exists(file.RealPath) ? new DirectoryInfo(file.RealPath) : new FileInfo(file.RealPath);
        if (!info.Exists)
            return null;
        return new PkiFile
        {
            Path = file.Path,
            NodePath = file.NodePath,
            IsDirectory = info is DirectoryInfo,
            Mode = OperatingSystem.IsWindows() ? null : (int)info.UnixFileMode,
            Length = (info as FileInfo)?.Length ?? 0,
            ModifiedAt = info.LastWriteTimeUtc,
        };
    }

    private static FileKind FromMode(int result, ushort mode)
    {
        if (result != 0)
            return Marshal.GetLastPInvokeError() == PermissionDenied ? FileKind.Denied : FileKind.Missing;
        return (mode & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            DirectoryType => FileKind.Directory,
            _ => FileKind.Special,
        };
    }

    // struct stat of sys/stat.h with 64-bit inodes.
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct MacStat
    {
        [FieldOffset(4)]
        public ushort Mode;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatLinux(int directory, string path, int flags, uint mask, out LinuxStat result);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatMac(string path, out MacStat result);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatMacIntel(string path, out MacStat result);
}
