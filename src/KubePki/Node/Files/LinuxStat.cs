using System.Runtime.InteropServices;

namespace KubePki.Node.Files;

/// <summary>struct statx of linux/stat.h, the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LinuxStat
{
    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint UserId;

    [FieldOffset(24)]
    public uint GroupId;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public long Size;

    [FieldOffset(96)]
    public long ChangedSeconds;

    [FieldOffset(104)]
    public uint ChangedNanoseconds;

    [FieldOffset(112)]
    public long ModifiedSeconds;

    [FieldOffset(120)]
    public uint ModifiedNanoseconds;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    /// <summary>What it says, without the target of a link.</summary>
    public readonly DiskEntry ToEntry()
    {
        var kind = (Mode & 0xf000) switch
        {
            0x8000 => EntryKind.File,
            0xa000 => EntryKind.Link,
            0x4000 => EntryKind.Directory,
            _ => EntryKind.Special,
        };
        return new DiskEntry(kind, Size, Mode & 0xfff, UserId, GroupId, (ModifiedSeconds * 1_000_000_000) + ModifiedNanoseconds)
        {
            Identity = new FileIdentity(((ulong)DeviceMajor << 32) | DeviceMinor, Inode),
            Links = Links,
            ChangedNanoseconds = (ChangedSeconds * 1_000_000_000) + ChangedNanoseconds,
        };
    }
}
