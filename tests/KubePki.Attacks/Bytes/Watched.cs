namespace KubePki.Attacks.Bytes;

/// <summary>Runs a command and says what it must not do: break, take long, take much.</summary>
internal static class Watched
{
    // All that was allocated, which is far more than is ever held at once: 300 MB of that are the limit.
    private const long MostAllocated = 400L * 1024 * 1024;

    // Time of the processor; whatever else runs does not count.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Why the run was not as it must be; null when it was.</summary>
    public static string? WhyNot(string[] command)
    {
        var (time, memory) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var (code, output, error) = InProcess.Run(command);
        var (took, used) = (Environment.CpuUsage.TotalTime - time, GC.GetTotalAllocatedBytes() - memory);
        var words = $"kubepki {string.Join(' ', command)}: {code}";
        if (code is not (0 or 1 or 2 or 64))
            return $"{words}\n{error}";
        // What breaks behind a border is reported, and is a fault all the same.
        if (output.Contains("failed with an internal error on this node", StringComparison.Ordinal)
            || error.Contains("failed with an internal error on this node", StringComparison.Ordinal))
            return $"{words}\n{output}{error}";
        if (took > Longest)
            return $"{words}: it took {took.TotalSeconds:0.0} s";
        return used > MostAllocated ? $"{words}: it took {used >> 20} MiB" : null;
    }
}
