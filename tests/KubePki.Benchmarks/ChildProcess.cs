using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace KubePki.Benchmarks;

/// <summary>
/// Runs a program as a shell would, its output to /dev/null, and takes the time from before the spawn to after the wait. Not
/// System.Diagnostics.Process: what that does on its own account costs as much as some of the programs measured here. Linux only.
/// </summary>
internal static unsafe partial class ChildProcess
{
    private const int WriteOnly = 1;
    private const int NoHang = 1;

    // As many processors as glibc's cpu_set_t.
    private const int MaskWords = 16;

    private static readonly string[] Variables =
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}")];

    /// <summary>The milliseconds that a program takes from start to end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="oneCore">Whether it and its threads must share one processor.</param>
    /// <exception cref="InvalidOperationException">It did not start, or did not end with 0.</exception>
    public static double Time(IReadOnlyList<string> command, bool oneCore)
    {
        var before = new ulong[MaskWords];
        if (oneCore)
            Pin(before);
        var start = Stopwatch.GetTimestamp();
        var pid = Spawn(command);
        Check(command, WaitFor(pid, out var status, 0, 0), pid, status);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (oneCore)
            Check(SetAffinity(0, MaskWords * sizeof(ulong), before), "sched_setaffinity");
        return time;
    }

    /// <summary>
    /// The most memory that a program held, in KiB (VmHWM, looked at until it ends: rusage would count this process, too).
    /// </summary>
    /// <param name="command">The program and its arguments.</param>
    public static long PeakMemory(IReadOnlyList<string> command)
    {
        var pid = Spawn(command);
        var peak = 0L;
        int status, ended;
        while ((ended = WaitFor(pid, out status, NoHang, 0)) == 0)
        {
            peak = Math.Max(peak, HighWater(pid));
            Thread.Sleep(TimeSpan.FromMicroseconds(500));
        }
        Check(command, ended, pid, status);
        return peak;
    }

    private static long HighWater(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[6..^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // A child inherits what its parent's thread may use.
    private static void Pin(ulong[] before)
    {
        if (GetAffinity(0, MaskWords * sizeof(ulong), before) < 0)
            throw new InvalidOperationException("sched_getaffinity fails");
        // The last one: the first has the interrupts.
        var word = Array.FindLastIndex(before, bits => bits != 0);
        var one = new ulong[MaskWords];
        one[word] = 1ul << BitOperations.Log2(before[word]);
        Check(SetAffinity(0, MaskWords * sizeof(ulong), one), "sched_setaffinity");
    }

    private static int Spawn(IReadOnlyList<string> command)
    {
        // posix_spawn_file_actions_t is 80 bytes in glibc, less in musl.
        var actions = stackalloc byte[256];
        Check(InitActions((nint)actions), "posix_spawn_file_actions_init");
        Check(AddOpen((nint)actions, 1, "/dev/null", WriteOnly, 0), "posix_spawn_file_actions_addopen");
        Check(AddOpen((nint)actions, 2, "/dev/null", WriteOnly, 0), "posix_spawn_file_actions_addopen");
        var arguments = Texts(command);
        var environment = Texts(Variables);
        Check(SpawnProgram(out var pid, command[0], (nint)actions, 0, arguments, environment), command[0]);
        Free(arguments);
        Free(environment);
        Check(DestroyActions((nint)actions), "posix_spawn_file_actions_destroy");
        return pid;
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
            throw new InvalidOperationException($"{what} fails with {error}");
    }

    private static void Check(IReadOnlyList<string> command, int ended, int pid, int status)
    {
        if (ended != pid || status != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with wait status 0x{status:x}");
    }

    private static nint[] Texts(IReadOnlyList<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    private static void Free(nint[] texts)
    {
        foreach (var text in texts)
            Marshal.FreeCoTaskMem(text);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnProgram(out int pid, string file, nint actions, nint attributes, nint[] arguments, nint[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(nint actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int WaitFor(int pid, out int status, int options, nint usage);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int pid, nint size, [Out] ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int pid, nint size, ulong[] mask);
}
