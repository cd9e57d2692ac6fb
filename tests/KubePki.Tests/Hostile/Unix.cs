using System.Runtime.InteropServices;

namespace KubePki.Tests.Hostile;

/// <summary>What .NET has no call for.</summary>
internal static class Unix
{
    private const int Nobody = 65534;

    public static void MakeFifo(string path) => Assert.Equal(0, MkFifo(path, 0x1b4));

    /// <summary>
    /// Runs something that may not read what others hid: root is no root to the file system meanwhile, but for this thread alone.
    /// </summary>
    public static T AsNobody<T>(Func<T> action)
    {
        if (!Environment.IsPrivilegedProcess)
            return action();
        var before = SetFileSystemUser(Nobody);
        try
        {
            // The call gives back what was set before; it has no other way to fail.
            Assert.Equal(Nobody, SetFileSystemUser(Nobody));
            return action();
        }
        finally
        {
            _ = SetFileSystemUser(before);
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi,
        BestFitMapping = false, ThrowOnUnmappableChar = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MkFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileSystemUser(int user);
}
