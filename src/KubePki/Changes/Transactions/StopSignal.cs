using System.Runtime.InteropServices;

namespace KubePki.Changes.Transactions;

/// <summary>The signals that ask a process to stop.</summary>
public static class StopSignal
{
    /// <summary>The number that a signal has everywhere (POSIX, kill(1)).</summary>
    /// <param name="signal">SIGHUP, SIGINT, SIGQUIT or SIGTERM.</param>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };
}
