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

    /// <returns>The directory; null with the <paramref name="error"/> when there is none, or a link is on the way.</returns>
    public static SafeFileHandle? Below(DirectoryHandle above, string below, out int error)
    {
        if (!_lacksOpenat2)
        {
            var handle = Repeat(() => ByOpenat2(above.Descriptor!, below), out error);
            if (handle is not null || error is not (LinuxCalls.NotImplemented or DiskException.NotPermitted))
                return handle;
            _lacksOpenat2 = true;
        }
        return NameByName(above.Descriptor!, below, out error);
    }

    private static SafeFileHandle ByOpenat2(SafeFileHandle above, string below)
    {
        var descriptor = LinuxCalls.Open(LinuxOpenHow.Number, above, below, LinuxOpenHow.Below(Flags), LinuxOpenHow.Size);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static SafeFileHandle? NameByName(SafeFileHandle above, string below, out int error)
    {
        error = 0;
        SafeFileHandle? current = null;
        foreach (var name in below.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var directory = current ?? above;
            // openat2 stays below the directory; here nothing but this would.
            if (name is "." or "..")
            {
                error = DiskException.LinkMet;
                current?.Dispose();
                return null;
            }
            var next = Repeat(() => LinuxCalls.Open(directory, name, Flags | LinuxCalls.NoFollow, 0), out error);
            // A link that is not followed is no directory; which of both it was matters.
            if (error == DiskException.NotADirectory && IsLink(directory, name))
                error = DiskException.LinkMet;
            current?.Dispose();
            if (next is null)
                return null;
            current = next;
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
