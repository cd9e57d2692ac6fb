using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>
/// Opens directories below others without following a link: with openat2 in one call, and name by name where the kernel is older than 5.6,
/// or where a container's filter forbids openat2. Both say the same.
/// </summary>
internal static class LinuxOpening
{
    private static volatile bool _lacksOpenat2;

    /// <summary>Whether directories are opened name by name. The kernel's answer sets it; so do tests.</summary>
    public static bool LacksOpenat2
    {
        get => _lacksOpenat2;
        set => _lacksOpenat2 = value;
    }

    private static int Flags => LinuxCalls.PathOnly | LinuxCalls.OnlyDirectory | LinuxCalls.CloseOnExec;

    /// <exception cref="DiskException">There is no such directory, or a link is on the way.</exception>
    public static SafeFileHandle Top(string path)
    {
        var handle = Repeat(() => LinuxCalls.Open(path, Flags, 0), out var error);
        return handle ?? throw LinuxDisk.Failure("open", path, error);
    }

    /// <exception cref="DiskException">There is no such directory, or a link is on the way.</exception>
    public static SafeFileHandle Below(DirectoryHandle above, string below)
    {
        if (!_lacksOpenat2)
        {
            var handle = Repeat(() => ByOpenat2(above.Descriptor!, below), out var error);
            if (handle is not null)
                return handle;
            if (error is not (LinuxCalls.NotImplemented or DiskException.NotPermitted))
                throw LinuxDisk.Failure("open", above.PathOf(below), error);
            _lacksOpenat2 = true;
        }
        return NameByName(above, below);
    }

    private static SafeFileHandle ByOpenat2(SafeFileHandle above, string below)
    {
        var descriptor = LinuxCalls.Open(LinuxOpenHow.Number, above, below, LinuxOpenHow.Below(Flags), LinuxOpenHow.Size);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static SafeFileHandle NameByName(DirectoryHandle above, string below)
    {
        SafeFileHandle? current = null;
        foreach (var name in below.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var directory = current ?? above.Descriptor!;
            var next = Repeat(() => LinuxCalls.Open(directory, name, Flags | LinuxCalls.NoFollow, 0), out var error);
            // A link that is not followed is no directory; which of both it was matters.
            if (error == DiskException.NotADirectory && IsLink(directory, name))
                error = DiskException.LinkMet;
            current?.Dispose();
            current = next ?? throw LinuxDisk.Failure("open", above.PathOf(below), error);
        }
        return current ?? throw new ArgumentException("the path has no name", nameof(below));
    }

    private static bool IsLink(SafeFileHandle directory, string name) =>
        LinuxCalls.Look(directory, name, LinuxCalls.NotFollowed, LinuxCalls.BasicStats, out var stat) == 0
            && stat.ToEntry().Kind == EntryKind.Link;

    private static SafeFileHandle? Repeat(Func<SafeFileHandle> open, out int error)
    {
        while (true)
        {
            var handle = open();
            error = 0;
            if (!handle.IsInvalid)
                return handle;
            error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            if (error != LinuxCalls.Interrupted)
                return null;
        }
    }
}
