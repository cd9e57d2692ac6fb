namespace KubePki.Cli;

/// <summary>What the user called the program: <c>kubepki</c>, or <c>kubectl pki</c> where it is a plugin of kubectl.</summary>
internal static class ProgramName
{
    private const string Plugin = "kubectl-";

    /// <summary>The name in messages and usage.</summary>
    public static string Text { get; private set; } = "kubepki";

    /// <summary>Takes the name of the file that was started.</summary>
    /// <param name="path">The first word of the command line.</param>
    public static void Take(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in (string[])[".exe", ".dll"])
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        // kubectl looks for dashes where its user writes underscores.
        Text = name.StartsWith(Plugin, StringComparison.Ordinal) && name.Length > Plugin.Length
            ? $"kubectl {name[Plugin.Length..].Replace('-', ' ').Replace('_', '-')}"
            : name.Length > 0 ? name : Text;
    }
}
