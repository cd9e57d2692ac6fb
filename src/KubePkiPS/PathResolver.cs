using System.Management.Automation;
using KubePki.Reading;

namespace KubePkiPS;

/// <summary>Turns what a user writes for a path into paths of the file system, by the rules of PowerShell's own cmdlets.</summary>
/// <param name="session">Knows the current location and the drives.</param>
/// <param name="root">What stands for the node's <c>/</c>; null without one.</param>
internal sealed class PathResolver(SessionState session, string? root)
{
    /// <summary>A path that means itself.</summary>
    /// <exception cref="ArgumentException">It belongs to a drive that is no file system.</exception>
    public string Literal(string path)
    {
        // With a root, "/etc/…" is a path of the node; the reader knows a path below the root when it sees one.
        if (root is not null && path.StartsWith('/'))
            return path;
        var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return OfFileSystem(full, path, provider);
    }

    /// <summary>The paths that a pattern fits, or those of a list in the form of KUBECONFIG.</summary>
    /// <exception cref="ArgumentException">It belongs to a drive that is no file system.</exception>
    public IReadOnlyList<string> Pattern(string pattern) => IsList(pattern)
        ? [.. KubeconfigPaths.Split(pattern).SelectMany(Fitting)]
        : Fitting(pattern);

    private IReadOnlyList<string> Fitting(string pattern)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(pattern))
            return [Literal(WildcardPattern.Unescape(pattern))];
        try
        {
            var found = session.Path.GetResolvedProviderPathFromPSPath(InRoot(pattern), out var provider);
            return [.. found.Select(path => OfFileSystem(path, pattern, provider))];
        }
        catch (ItemNotFoundException)
        {
            // A pattern that fits nothing is no error, as elsewhere in PowerShell.
            return [];
        }
    }

    private string InRoot(string pattern)
    {
        var top = root?.TrimEnd('/');
        return top is null || !pattern.StartsWith('/') || pattern.StartsWith(top + "/", StringComparison.Ordinal)
            ? pattern
            : Path.Join(WildcardPattern.Escape(top), pattern);
    }

    // A colon may also belong to a drive or to the name of a file.
    private bool IsList(string path) =>
        path.Contains(Path.PathSeparator)
        && !session.Path.IsProviderQualified(path)
        && !session.Drive.GetAll().Any(drive => path.StartsWith(drive.Name + ":", StringComparison.OrdinalIgnoreCase))
        && !Exists(path)
        && KubeconfigPaths.Split(path).Any(Exists);

    private bool Exists(string path) => Path.Exists(Path.GetFullPath(path, session.Path.CurrentFileSystemLocation.ProviderPath));

    private static string OfFileSystem(string path, string written, ProviderInfo provider) => provider.Name == "FileSystem"
        ? path
        : throw new ArgumentException($"'{written}' is a path of {provider.Name}, not of the file system.");
}
