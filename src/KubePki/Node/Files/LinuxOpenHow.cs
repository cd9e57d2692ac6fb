using System.Runtime.InteropServices;

namespace KubePki.Node.Files;

/// <summary>struct open_how of linux/openat2.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct LinuxOpenHow(int flags, ulong resolve)
{
    /// <summary>The number of openat2, the same on every architecture.</summary>
    public const nint Number = 437;

    /// <summary>The size of the structure.</summary>
    public const nint Size = 24;

    // RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS and RESOLVE_IN_ROOT.
    private const ulong NoMagicLinks = 0x02;
    private const ulong NoLinks = 0x04;
    private const ulong InRoot = 0x10;

    public readonly ulong Flags = (uint)flags;
    public readonly ulong Mode = 0;
    public readonly ulong Resolve = resolve;

    /// <summary>Opens below a directory, which is the root to it, and follows no link of any kind.</summary>
    public static LinuxOpenHow Below(int flags) => new(flags, NoMagicLinks | NoLinks | InRoot);
}
