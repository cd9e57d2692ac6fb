using System.Diagnostics;
using System.Runtime.InteropServices;
using KubePki.Changes.Transactions;
using KubePki.Tests;

namespace KubePki.Attacks.Signals;

/// <summary>The program in a process of its own, which gets signals.</summary>
internal sealed partial class SignalledProgram : IDisposable
{
    public const string Night = "2020-07-28T00:00:00Z";

    /// <summary>SIGHUP, SIGINT, SIGQUIT, SIGTERM.</summary>
    public static readonly int[] Signals = [1, 2, 3, 15];

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private SignalledProgram(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public static SignalledProgram Start(params string[] arguments)
    {
        // KUBEPKI_PROGRAM names the native file instead of the one that was built for these tests.
        var program = Environment.GetEnvironmentVariable("KUBEPKI_PROGRAM");
        string[] command = program is null ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "kubepki.dll"), .. arguments]
            : [program, .. arguments];
        // A shell that runs something in the background has it ignore some signals, and what it starts inherits that.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=HUP,INT,QUIT,TERM", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["KUBECONFIG"] = "/nonexistent";
        return new SignalledProgram(Process.Start(start)!);
    }

    public static SignalledProgram Repair(NodeTree tree) =>
        Start("repair", "--root", tree.Root, "--as-of", Night, "--key-algorithm", "P256", "--yes");

    /// <summary>Waits until the program has begun its backup; false when it ended without one.</summary>
    public bool WaitForBackup(NodeTree tree, int known = 0)
    {
        var backups = tree.Path(BackupArea.NodePath);
        while (!Directory.Exists(backups) || Directory.EnumerateDirectories(backups).Count() <= known)
        {
            if (HasExited)
                return false;
            Thread.SpinWait(100);
        }
        return true;
    }

    public void Spin(TimeSpan time)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < time && !HasExited)
            Thread.SpinWait(50);
    }

    public void Send(int signal) => _ = Kill(_process.Id, signal);

    /// <summary>Waits for the end.</summary>
    public (int Code, string Output, string Error) End()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromMinutes(5)), "it does not end");
        return (_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose() => _process.Dispose();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
