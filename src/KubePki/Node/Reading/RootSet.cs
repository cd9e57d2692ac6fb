using KubePki.Node.Files;

namespace KubePki.Node.Reading;

/// <summary>
/// Roots of nodes, each once. One that is spelled with a separator at its end, relative to a directory, or through a link is the same.
/// </summary>
public sealed class RootSet
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<FileIdentity> _files = [];

    /// <summary>Takes a root; false when it is here already.</summary>
    /// <param name="root">The directory or archive. Whether it exists does not matter.</param>
    public bool Add(string root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var isPossible = root.Length > 0 && !root.Contains('\0', StringComparison.Ordinal);
        var path = isPossible ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) : root;
        return _paths.Add(path) && (!isPossible || IdentityOf(path) is not { IsKnown: true } file || _files.Add(file));
    }

    private static FileIdentity IdentityOf(string path)
    {
        try
        {
            return NamedFile.Look(path).Identity;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it says so.
            return default;
        }
    }
}
