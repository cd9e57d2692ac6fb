using KubePki.Model;

namespace KubePki.Reading;

/// <summary>A file of the node, and where it really lies once links are resolved inside the root.</summary>
/// <param name="Path">The path on this machine as it was reached.</param>
/// <param name="NodePath">The path on the node as it was reached.</param>
/// <param name="RealNodePath">The path on the node, links resolved.</param>
/// <param name="RealPath">The path on this machine, links resolved.</param>
/// <param name="ProblemId">Why it cannot be reached, a value of <see cref="PkiProblemId"/>; null when nothing speaks against it.</param>
/// <param name="Reason">The same in plain words.</param>
internal readonly record struct NodeFile(string Path, string NodePath, string RealNodePath, string RealPath, string? ProblemId = null, string? Reason = null)
{
    /// <summary>Reads the file. It never throws but for cancellation.</summary>
    public FileBytes Read(CancellationToken cancellation)
    {
        if (ProblemId is not null)
            return FileBytes.Failed(ProblemId, Reason!);
        var bytes = FileBytes.Read(RealPath, cancellation);
        return bytes.ProblemId == PkiProblemId.PathNotFound && WhyMissing() is var (id, reason) ? FileBytes.Failed(id, reason) : bytes;
    }

    // Where the operating system resolved the link, it does not say how.
    private (string Id, string Reason)? WhyMissing()
    {
        if (RealNodePath != NodePath)
            return (PkiProblemId.DanglingLink, $"the link leads nowhere: there is no {RealNodePath}");
        var link = new FileInfo(RealPath);
        if (link.LinkTarget is not { } target)
            return null;
        try
        {
            link.ResolveLinkTarget(returnFinalTarget: true);
            return (PkiProblemId.DanglingLink, $"the link leads nowhere: it points to {target}");
        }
        catch (IOException)
        {
            return (PkiProblemId.LinkLoop, $"the links lead in a circle: it points to {target}");
        }
    }

    /// <summary>Whether something is there, links followed.</summary>
    public bool Exists => ProblemId is null && FileStat.KindOf(RealPath) is not FileKind.Missing;

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
}
