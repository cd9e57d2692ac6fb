using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>Problems of files that were to be written.</summary>
internal static class WritingProblem
{
    /// <summary>A problem of a path of this machine.</summary>
    public static PkiProblem At(NodeFiles files, string path, string id, string reason) =>
        Make(path, files.IsWholeMachine || !path.StartsWith(files.Root + "/", StringComparison.Ordinal) ? path : path[files.Root.Length..],
            id, reason);

    /// <summary>A problem of a file that the user wants written, where no node need be.</summary>
    public static PkiProblem ToWrite(string path, string id, string reason)
    {
        var problem = At(new NodeFiles("/"), path, id, reason);
        return id == PkiProblemId.PathNotFound ? problem with { RecommendedAction = "Create the directory, or specify another path." }
            : problem;
    }

    /// <summary>A problem of a place on the node.</summary>
    public static PkiProblem Of(NodePlace place, string id, string reason) => Make(place.Path, place.NodePath, id, reason);

    /// <summary>What a disk refused, for those who do not know of disks.</summary>
    public static PkiProblem ToProblem(this DiskException failure, NodeFiles files)
    {
        var id = failure.Error switch
        {
            DiskException.NoSpace or DiskException.Quota => PkiProblemId.DiskFull,
            DiskException.LinkMet => PkiProblemId.FileChanged,
            DiskException.NotPermitted or DiskException.AccessDenied when failure.Operation is "read" or "list" =>
                PkiProblemId.UnreadableFile,
            DiskException.NotPermitted or DiskException.AccessDenied or DiskException.ReadOnly => PkiProblemId.UnwritableFile,
            _ => PkiProblemId.DiskFailure,
        };
        return At(files, failure.Path, id, failure.Message);
    }

    private static PkiProblem Make(string path, string nodePath, string id, string reason) => new()
    {
        Id = id,
        Path = path,
        NodePath = nodePath,
        Reason = reason,
        RecommendedAction = ProblemAdvice.For(id),
    };
}
