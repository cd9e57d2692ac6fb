using KubePki.Node.Files.Archives;

namespace KubePki.Node.Files;

/// <summary>The file system of this machine.</summary>
internal static class Disk
{
    public static IDisk OfThisMachine { get; } = OperatingSystem.IsLinux() ? new LinuxDisk() : new PortableDisk();

    /// <summary>What reads below a root: the archive that it is, else the file system.</summary>
    public static IDisk ForReading(string root) => ArchiveDisk.Open(root) ?? OfThisMachine;
}
