namespace KubePki.Node.Reading;

/// <summary>Paths as the files of a node write them.</summary>
internal static class NodePaths
{
    // Linux' own limit (PATH_MAX).
    private const int MaxLength = 4096;

    /// <summary>
    /// The absolute path: systemd and container runtimes start programs in <c>/</c>. One of Windows (<c>C:\k\config</c>) is that below the
    /// drive.
    /// </summary>
    public static string Absolute(string path) => path.StartsWith('/') ? path : IsOfWindows(path) ? OnDrive(path) : "/" + path;

    /// <summary>Whether a path is an absolute one as Windows writes it: with a drive, or with a backslash at the start.</summary>
    public static bool IsOfWindows(string path) =>
        path is ['\\', not '\\', ..] || (path is [_, ':', '/' or '\\', ..] && char.IsAsciiLetter(path[0]));

    private static string OnDrive(string path) => (path[1] == ':' ? path[2..] : path).Replace('\\', '/');

    /// <summary>An absolute path without <c>.</c> and <c>..</c>, by its words alone, as a person means it.</summary>
    public static string Normal(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            else if (part != ".")
                parts.Add(part);
        }
        return "/" + string.Join('/', parts);
    }

    /// <summary>
    /// Whether a file can have this path. Asking for one with a NUL would throw, and walking an endless one takes forever.
    /// </summary>
    public static bool IsPossible(string path) => path.Length <= MaxLength && !path.Contains('\0', StringComparison.Ordinal);
}
