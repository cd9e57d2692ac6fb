using KubePki.Model;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>Problems of files that were to be written.</summary>
internal static class WritingProblem
{
    /// <summary>A problem of a path of this machine.</summary>
    public static PkiProblem At(NodeFiles files, string path, string id, string reason) =>
        Make(path, files.IsWholeMachine || !path.StartsWith(files.Root + "/", StringComparison.Ordinal) ? path : path[files.Root.Length..], id, reason);

    /// <summary>A problem of a place on the node.</summary>
    public static PkiProblem Of(NodePlace place, string id, string reason) => Make(place.Path, place.NodePath, id, reason);

    private static PkiProblem Make(string path, string nodePath, string id, string reason) => new()
    {
        Id = id,
        Path = path,
        NodePath = nodePath,
        Reason = reason,
        RecommendedAction = ProblemAdvice.For(id),
    };
}
