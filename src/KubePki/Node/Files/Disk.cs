namespace KubePki.Node.Files;

/// <summary>The file system of this machine.</summary>
internal static class Disk
{
    public static IDisk OfThisMachine { get; } = OperatingSystem.IsLinux() ? new LinuxDisk() : new PortableDisk();
}
