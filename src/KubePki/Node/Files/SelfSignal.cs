using System.Runtime.InteropServices;

namespace KubePki.Node.Files;

/// <summary>Sends a signal to this process, as <c>kill</c> would.</summary>
internal static partial class SelfSignal
{
    /// <summary>Sends a signal; on Windows there are none.</summary>
    /// <param name="number">The signal's number.</param>
    public static void Send(int number)
    {
        if (!OperatingSystem.IsWindows())
            _ = Kill(Environment.ProcessId, number);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
