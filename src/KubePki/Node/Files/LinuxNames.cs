using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>
/// Reads the names of an open directory (getdents64), and what lies under each as far as the file system says it with the name.
/// </summary>
internal static class LinuxNames
{
    // struct linux_dirent64 of linux/dirent.h.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    /// <summary>The names in no order; <see cref="EntryKind.Absent"/> stands for a kind that is not told.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public static List<DiskName> Read(SafeFileHandle directory, string path)
    {
        var names = new List<DiskName>();
        var buffer = new byte[32768];
        while (true)
        {
            var length = LinuxCalls.List(directory, buffer);
            if (length < 0)
                throw LinuxDisk.Failure("list", path);
            if (length == 0)
                return names;
            for (var offset = 0; offset < length;)
            {
                var size = BitConverter.ToUInt16(buffer, offset + LengthOffset);
                Add(names, buffer.AsSpan(offset, size));
                offset += size;
            }
        }
    }

    private static void Add(List<DiskName> names, ReadOnlySpan<byte> entry)
    {
        var octets = entry[NameOffset..];
        var name = Encoding.UTF8.GetString(octets[..octets.IndexOf((byte)0)]);
        if (name is "." or "..")
            return;
        names.Add(new DiskName(name, entry[TypeOffset] switch
        {
            0 => EntryKind.Absent,
            4 => EntryKind.Directory,
            8 => EntryKind.File,
            10 => EntryKind.Link,
            _ => EntryKind.Special,
        }));
    }
}
