namespace KubePki.Node.Reading.Services;

/// <summary>A command line that something on the node starts, other than a static pod.</summary>
/// <param name="Component">The program that it runs.</param>
/// <param name="NodePath">The file that says so, as a path of the node.</param>
/// <param name="Words">The program and its arguments, variables put in; each with the place where it stands.</param>
internal sealed record ServiceCommand(string Component, string NodePath, IReadOnlyList<(string Word, string Path, int Line)> Words)
{
    /// <summary>The unit of systemd that runs it; null when a container runtime does.</summary>
    public string? Unit { get; init; }

    /// <summary>The container in which it runs; null for none.</summary>
    public string? Container { get; init; }

    /// <summary>The container's image.</summary>
    public string? Image { get; init; }

    /// <summary>The environment that it is given.</summary>
    public IReadOnlyDictionary<string, (string Text, string Path, int Line)> Environment { get; init; } =
        System.Collections.Immutable.ImmutableDictionary<string, (string, string, int)>.Empty;
}
