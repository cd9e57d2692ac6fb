using KubePki.Model;

namespace KubePki.Node.Checks.Content;

/// <summary>Files that are there and cannot be used: not to be read, cut off, not PEM, refused by Go's parser.</summary>
internal sealed class UnreadableFile : NodeCheck
{
    // These have checks that know more, or say that there is nothing to look at. What a passphrase does not open is whole; the command
    // tells of it.
    private static readonly string[] Others = [PkiProblemId.EmptyFile, PkiProblemId.NodeNotFound, PkiProblemId.PathNotFound,
        PkiProblemId.UnusableKubeconfig];

    /// <summary>The path of a node at which an archive is damaged as a whole.</summary>
    public const string Top = "/";

    public override KubePkiCheck About { get; } = new(nameof(UnreadableFile), "Content", FindingSeverity.Critical,
        "A PKI file cannot be read, or its content cannot be loaded by Kubernetes.", References.Go);

    public override IEnumerable<CheckResult> Evaluate(NodeView node) => node.Pki.Problems
        // That the reader has no right says nothing about the node; the command tells of it.
        .Where(problem => !Others.Contains(problem.Id) && !problem.IsDenied && !PkiProblemId.IsAboutPassphrase(problem.Id)
            && !IsReference(node, problem) && !IsLinkOfKubelet(node, problem))
        .Select(problem => problem.Id == PkiProblemId.DamagedArchive ? OfArchive(problem)
            : BrokenFiles.Of(node, problem, $"{problem.NodePath}{(problem.Line > 0 ? $", line {problem.Line}" : "")}: {problem.Reason}."));

    private static CheckResult OfArchive(PkiProblem problem) => new(Path.GetFileName(problem.Path),
        $"{char.ToUpperInvariant(problem.Reason[0])}{problem.Reason[1..]}.",
        "What is missing below may be missing from the archive only, and not from the node.",
        Advice.Written(problem.RecommendedAction ?? ""))
    {
        Path = problem.Path,
        NodePath = Top,
        Severity = FindingSeverity.Warning,
        Proof = [problem.ToString()],
    };

    // A kubeconfig that leads to a file that is not there: DanglingReference.
    private static bool IsReference(NodeView node, PkiProblem problem) =>
        problem.Id is PkiProblemId.DanglingLink or PkiProblemId.PathNotFound
            && node.Kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == problem.NodePath);

    // KubeletLinkBroken.
    private static bool IsLinkOfKubelet(NodeView node, PkiProblem problem) =>
        node.Pki.Kubelet?.Links.Any(link => link.NodePath == problem.NodePath && !link.TargetExists) == true;
}
