using System.Collections.Concurrent;
using KubePki.Model;

namespace KubePki.Reading;

/// <summary>
/// The files of a node below a root. A path of the node, or a link that is met on the way, is resolved inside the root as
/// chroot would do it; one that climbs out of it is a problem, not a read.
/// </summary>
internal sealed class NodeFiles
{
    // Linux' own limit.
    private const int MaxLinks = 40;

    // A cache must not grow with the tree.
    private const int MaxDirectories = 512;

    private readonly ConcurrentDictionary<string, NodeFile> _directories = new(StringComparer.Ordinal);

    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    public NodeFiles(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    /// <summary>The root as a path of this machine, without a separator at its end (but for <c>/</c> itself).</summary>
    public string Root { get; }

    /// <summary>Whether the root is the machine's own: then the operating system resolves links as the node does.</summary>
    public bool IsWholeMachine => Root == "/";

    /// <summary>The path of this machine for a path of the node, links not looked at.</summary>
    public string ToHost(string nodePath) => IsWholeMachine ? nodePath : nodePath == "/" ? Root : Root + nodePath;

    /// <summary>The file at an absolute path of the node.</summary>
    public NodeFile At(string nodePath)
    {
        if (!NodePaths.IsPossible(nodePath))
            return Refuse(nodePath, PkiProblemId.PathNotFound, "no file can have such a path");
        nodePath = NodePaths.Absolute(nodePath);
        if (IsWholeMachine)
            return new NodeFile(nodePath, nodePath, nodePath, nodePath);
        var slash = nodePath.LastIndexOf('/');
        var directory = Directory(nodePath[..slash]);
        return directory.ProblemId is null
            ? Walk(nodePath, directory.RealNodePath, nodePath[slash..])
            : directory with { Path = ToHost(nodePath), NodePath = nodePath };
    }

    /// <summary>A file whose directory has told whether it is a link, which spares a look.</summary>
    public NodeFile In(string nodeDirectory, DirectoryName name)
    {
        var nodePath = nodeDirectory.TrimEnd('/') + "/" + name.Name;
        if (name.IsLink)
            return At(nodePath);
        if (IsWholeMachine)
            return At(nodePath);
        var directory = Directory(nodeDirectory);
        var real = directory.RealNodePath.TrimEnd('/') + "/" + name.Name;
        return new NodeFile(ToHost(nodePath), nodePath, real, ToHost(real));
    }

    /// <summary>A directory of the node, links resolved; remembered, since many files share it.</summary>
    public NodeFile Directory(string nodePath)
    {
        nodePath = nodePath.Length == 0 ? "/" : nodePath;
        return IsWholeMachine ? At(nodePath) : Resolve(nodePath);
    }

    /// <summary>A directory of the node, links resolved whatever the root is: two paths of one directory give the same.</summary>
    public NodeFile Resolve(string nodePath)
    {
        if (!NodePaths.IsPossible(nodePath))
            return Refuse(nodePath, PkiProblemId.PathNotFound, "no directory can have such a path");
        if (_directories.TryGetValue(nodePath, out var directory))
            return directory;
        if (_directories.Count >= MaxDirectories)
            _directories.Clear();
        return _directories[nodePath] = Walk(nodePath, "/", nodePath);
    }

    /// <summary>Follows <paramref name="rest"/> from a real directory on.</summary>
    private NodeFile Walk(string nodePath, string from, string rest)
    {
        var ahead = new Stack<string>(Enumerable.Reverse(Parts(rest)));
        var done = new List<string>(Parts(from));
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == ".")
                continue;
            if (name == ".." && done.Count == 0)
                return Refuse(nodePath, PkiProblemId.LinkLeavesRoot, "the path leads out of the root");
            if (name == "..")
            {
                done.RemoveAt(done.Count - 1);
                continue;
            }
            done.Add(name);
            if (LinkTarget(ToHost(Join(done))) is not { } target)
                continue;
            if (++links > MaxLinks)
                return Refuse(nodePath, PkiProblemId.LinkLoop, "the links lead in a circle");
            done.RemoveAt(done.Count - 1);
            if (target.StartsWith('/'))
                done.Clear();
            foreach (var part in Enumerable.Reverse(Parts(target)))
                ahead.Push(part);
        }
        var real = Join(done);
        return new NodeFile(ToHost(nodePath), nodePath, real, ToHost(real));
    }

    private NodeFile Refuse(string nodePath, string id, string reason) =>
        new(ToHost(nodePath), nodePath, nodePath, ToHost(nodePath), id, reason);

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reading the path itself will say what is the matter.
            return null;
        }
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Join(List<string> parts) => "/" + string.Join('/', parts);
}
