namespace KubePki.Cluster.Hosts;

/// <summary>Tells a program that runs by itself on a node from one that needs a runtime.</summary>
public static class NativeProgram
{
    private const string Host = "dotnet";

    /// <summary>How many bytes a program has.</summary>
    /// <param name="path">The file.</param>
    internal static long LengthOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return file.Length;
    }

    /// <summary>Whether a file is an ELF program, and not the .NET host, which would run nothing by itself.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOne(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Span<byte> start = stackalloc byte[4];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("\u007fELF"u8)
                && Path.GetFileNameWithoutExtension(path) != Host;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
