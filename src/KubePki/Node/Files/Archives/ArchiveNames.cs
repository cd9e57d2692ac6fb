namespace KubePki.Node.Files.Archives;

/// <summary>What archives are called. A name promises nothing; it only says which files of many are worth a look.</summary>
public static class ArchiveNames
{
    private static readonly string[] Endings = [".tar.gz", ".tgz", ".tar", ".zip"];

    /// <summary>Whether a file is called as archives are.</summary>
    /// <param name="path">The path or name.</param>
    public static bool Fits(string path) => EndingOf(path).Length > 0;

    /// <summary>A name without the ending of archives.</summary>
    /// <param name="name">The name.</param>
    public static string Base(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[..^EndingOf(name).Length];
    }

    private static string EndingOf(string name) =>
        Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ?? "";
}
