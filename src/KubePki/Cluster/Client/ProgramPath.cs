namespace KubePki.Cluster.Client;

/// <summary>
/// Where a program lies that is known by its name. .NET would look into the directory that the user happens to be in and into that of this
/// program before <c>PATH</c>, and others may write there.
/// </summary>
internal static class ProgramPath
{
    /// <summary>The program's file; null when it is in no directory of <c>PATH</c>. Empty and relative entries lead nowhere.</summary>
    /// <param name="name">Its name, or a path to it.</param>
    public static string? Find(string name)
    {
        if (Path.IsPathRooted(name))
            return File.Exists(name) ? name : null;
        var endings = OperatingSystem.IsWindows() ? new[] { "", ".exe", ".cmd", ".bat" } : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathRooted)
            .SelectMany(directory => endings.Select(ending => Path.Combine(directory, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
