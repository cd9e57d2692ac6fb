using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Files.Archives;
using KubePki.Node.Reading.Kubeconfigs;

namespace KubePkiPS;

/// <summary>Turns what a user writes for a path into paths of the file system, by the rules of PowerShell's own cmdlets.</summary>
/// <param name="session">Knows the current location and the drives.</param>
/// <param name="root">What stands for the node's <c>/</c>, as the user wrote it; null without one.</param>
internal sealed class PathResolver(SessionState session, string? root)
{
    private string? _top;

    /// <summary>The paths that an argument means; an error, and none, where it means nothing.</summary>
    /// <param name="path">What the user wrote.</param>
    /// <param name="isLiteral">Whether brackets and stars mean themselves.</param>
    /// <param name="tell">Takes the error.</param>
    public IReadOnlyList<string> Resolve(string path, bool isLiteral, Action<ErrorRecord> tell)
    {
        try
        {
            _top ??= root is null ? null : session.Path.GetUnresolvedProviderPathFromPSPath(root).TrimEnd('/');
            return isLiteral ? [Literal(path)] : Pattern(path);
        }
        catch (Exception e) when (e is ArgumentException or System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException or PSInvalidOperationException or ProviderInvocationException)
        {
            tell(Errors.BadPath(path, e));
            return [];
        }
    }

    /// <summary>
    /// The directories and archives that an argument for a root means: the one of that very name, else those that a pattern fits.
    /// </summary>
    /// <param name="path">What the user wrote.</param>
    /// <param name="tell">Takes the error.</param>
    public IReadOnlyList<string> ResolveRoots(string path, Action<ErrorRecord> tell)
    {
        var literal = Resolve(path, isLiteral: true, tell);
        if (literal.Count == 0 || !WildcardPattern.ContainsWildcardCharacters(path) || Directory.Exists(literal[0]))
            return literal;
        // A pattern means the directories and archives that are there, and not those that whoever writes there links to.
        string[] found = [.. Resolve(path, isLiteral: false, tell)
            .Where(root => Directory.Exists(root) || (File.Exists(root) && ArchiveNames.Fits(root)))];
        string[] roots = [.. found.Where(root => new FileInfo(root).LinkTarget is null)];
        foreach (var link in found.Except(roots))
            tell(Errors.FromProblem(new PkiProblem { Id = PkiProblemId.PathNotFound, Path = link, NodePath = link,
                Reason = "it is a link, which a wildcard does not follow",
                RecommendedAction = "Name it to read the directory behind it." }));
        if (found.Length > 0)
            return roots;
        if (roots.Length == 0)
            tell(Errors.FromProblem(new PkiProblem { Id = PkiProblemId.PathNotFound, Path = path, NodePath = path,
                Reason = "no directory or archive matches" }));
        return roots;
    }

    /// <summary>A path that means itself.</summary>
    /// <exception cref="ArgumentException">It belongs to a drive that is no file system.</exception>
    private string Literal(string path)
    {
        // With a root, "/etc/…" is a path of the node; the reader knows a path below the root when it sees one.
        if (root is not null && path.StartsWith('/'))
            return path;
        var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return OfFileSystem(full, path, provider);
    }

    /// <summary>The paths that a pattern fits, or those of a list in the form of KUBECONFIG.</summary>
    /// <exception cref="ArgumentException">It belongs to a drive that is no file system.</exception>
    private IReadOnlyList<string> Pattern(string pattern) => IsList(pattern)
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

    private string InRoot(string pattern) =>
        _top is null || !pattern.StartsWith('/') || pattern.StartsWith(_top + "/", StringComparison.Ordinal)
            ? pattern
            : Path.Join(WildcardPattern.Escape(_top), pattern);

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
        : throw new ArgumentException($"'{written}' is a path in {provider.Name}, not in the file system.");
}
