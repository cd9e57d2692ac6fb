using KubePki.Model;
using KubePki.Node.Files;

namespace KubePki.Node.Reading.Files;

/// <summary>A file of the node, and where it really lies once links are resolved inside the root.</summary>
/// <param name="Path">The path on this machine as it was reached.</param>
/// <param name="NodePath">The path on the node as it was reached.</param>
/// <param name="RealNodePath">The path on the node, links resolved.</param>
/// <param name="RealPath">The path on this machine, links resolved; for messages, and for files that belong to no node.</param>
/// <param name="ProblemId">Why it cannot be reached, a value of <see cref="PkiProblemId"/>; null when nothing speaks against it.</param>
/// <param name="Reason">The same in plain words.</param>
internal readonly record struct NodeFile(
    string Path, string NodePath, string RealNodePath, string RealPath, string? ProblemId = null, string? Reason = null)
{
    /// <summary>The node's files; null for a file of this machine that the user has named.</summary>
    public NodeFiles? Files { get; init; }

    /// <summary>
    /// Why nothing may be written there, when the way leads over a link that somebody else has made; reading is not concerned.
    /// </summary>
    public string? Distrust { get; init; }

    /// <summary>What the last part of the path points to, when it is a link; null when it is none.</summary>
    public string? Target { get; init; }

    /// <summary>A file of this machine that the user has named; it belongs to no node.</summary>
    public static NodeFile OfThisMachine(string path) => new(path, path, path, path);

    /// <summary>How often the system was asked on the way; 0 for what was known.</summary>
    public int LookUps { get; init; }

    /// <summary>What lies there.</summary>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public DiskEntry Look() => Files is null ? NamedFile.Look(RealPath) : Files.Look(RealNodePath);

    /// <summary>What sort of thing lies there.</summary>
    public FileKind Kind => FileStat.KindOf(this, out _, out _);

    /// <summary>Reads the file. It never throws but for cancellation.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="limit">How much of it is read at the most.</param>
    public FileBytes Read(CancellationToken cancellation, int limit = FileBytes.Limit)
    {
        if (ProblemId is not null)
            return FileBytes.Failed(ProblemId, Reason!);
        var bytes = FileBytes.Read(this, cancellation, limit);
        return bytes.ProblemId == PkiProblemId.PathNotFound && WhereItLeads() is { } reason
            ? FileBytes.Failed(PkiProblemId.DanglingLink, reason) : bytes;
    }

    /// <summary>Whether something is there, links followed.</summary>
    public bool Exists => ProblemId is null && Kind is not FileKind.Missing;

    /// <summary>A problem with this file.</summary>
    public PkiProblem Problem(string id, string reason, int line = 0, long offset = -1, string? goError = null) => new()
    {
        Id = id,
        Path = Path,
        NodePath = NodePath,
        Reason = reason,
        Line = line,
        Offset = offset,
        GoError = goError,
        RecommendedAction = ProblemAdvice.For(id),
    };

    // On this machine people look at the link; inside a root an absolute one means another place, and its end says more.
    private string? WhereItLeads() => Files is { IsWholeMachine: true }
        ? Target is null ? null : $"the link is dangling: it points to {Target}"
        : RealNodePath == NodePath ? null : $"the link is dangling: {RealNodePath} does not exist";
}
