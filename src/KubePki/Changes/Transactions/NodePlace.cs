using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Where something of the node is written: the directory with its links resolved inside the root, the last part taken as it is.
/// </summary>
/// <param name="NodePath">The path on the node.</param>
/// <param name="Path">The path on this machine.</param>
internal readonly record struct NodePlace(string NodePath, string Path)
{
    /// <summary>Why nothing may be written there, when the way leads over a link that somebody else has made.</summary>
    public string? Distrust { get; init; }

    public string Name => NodePath[(NodePath.LastIndexOf('/') + 1)..];

    /// <summary>Whether it is the root itself.</summary>
    public bool IsTop => NodePath == "/";

    /// <summary>The directory, as a path of this machine.</summary>
    public string Directory => Above.Path;

    /// <summary>The directory.</summary>
    public NodePlace Above => new(Cut(NodePath), Cut(Path));

    /// <summary>The place of a path.</summary>
    /// <exception cref="PkiProblemException">The path leads out of the root, or names no file.</exception>
    public static NodePlace Of(NodeFiles files, string nodePath)
    {
        nodePath = NodePaths.Absolute(nodePath).TrimEnd('/');
        var slash = nodePath.LastIndexOf('/');
        var name = nodePath[(slash + 1)..];
        if (name is "" or "." or "..")
            throw new PkiProblemException(
                WritingProblem.At(files, files.ToHost(nodePath), PkiProblemId.NotRegularFile, "the path does not refer to a file"));
        var directory = files.Resolve(slash <= 0 ? "/" : nodePath[..slash]);
        if (directory.ProblemId is { } id)
            throw new PkiProblemException(WritingProblem.At(files, files.ToHost(nodePath), id, directory.Reason!));
        var real = directory.RealNodePath.TrimEnd('/') + "/" + name;
        return new NodePlace(real, files.ToHost(real)) { Distrust = directory.Distrust };
    }

    /// <summary>
    /// The place of a path that was noted when it held no link. Where it leads elsewhere now, nothing is done there: at that place alone.
    /// </summary>
    /// <exception cref="PkiProblemException">The path names no file.</exception>
    public static NodePlace Noted(NodeFiles files, string nodePath)
    {
        var noted = new NodePlace(nodePath, files.ToHost(nodePath));
        try
        {
            var place = Of(files, nodePath);
            return place.NodePath == nodePath ? place : noted with { Distrust = $"{nodePath} now points to {place.NodePath}" };
        }
        catch (PkiProblemException e) when (e.Problem.Id is PkiProblemId.LinkLeavesRoot or PkiProblemId.LinkLoop)
        {
            return noted with { Distrust = $"{nodePath} now points elsewhere: {e.Problem.Reason}" };
        }
    }

    /// <summary>The place to which a path leads when a link at its end is followed, too.</summary>
    /// <exception cref="PkiProblemException">The path leads out of the root.</exception>
    public static NodePlace Behind(NodeFiles files, string nodePath)
    {
        var file = files.Resolve(nodePath);
        if (file.ProblemId is { } id)
            throw new PkiProblemException(file.Problem(id, file.Reason!));
        return Of(files, file.RealNodePath) with { Distrust = file.Distrust };
    }

    /// <summary>The place of a directory or file of this machine that belongs to no node.</summary>
    public static NodePlace OfThisMachine(string path)
    {
        var plain = OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
        return new NodePlace(plain, plain);
    }

    /// <summary>A place beside this one.</summary>
    public NodePlace Beside(string name) => this with { NodePath = Beside(NodePath, name), Path = Beside(Path, name) };

    /// <summary>A place in this directory, or below it.</summary>
    public NodePlace Inside(string name) =>
        this with { NodePath = $"{NodePath.TrimEnd('/')}/{name}", Path = $"{Path.TrimEnd('/')}/{name}" };

    private static string Beside(string path, string name) => path[..(path.LastIndexOf('/') + 1)] + name;

    private static string Cut(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
}
