using KubePki.Model;

namespace KubePki.Node.Checks.Content;

/// <summary>Files without a byte: what a power loss leaves of a file that was just written.</summary>
internal sealed class EmptyFile : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(EmptyFile), "Content", FindingSeverity.Critical,
        "A PKI file is empty, for example after a power failure.", References.Troubleshooting);

    public override IEnumerable<CheckResult> Evaluate(NodeView node) => node.Pki.Problems
        .Where(problem => problem.Id == PkiProblemId.EmptyFile && !IsElsewhere(node, problem))
        .Select(problem => BrokenFiles.Of(node, problem, $"{problem.NodePath} is empty (0 bytes)."));

    // A kubeconfig that could be read and leads to an empty file; a link of kubelet's to one. The file itself is told.
    private static bool IsElsewhere(NodeView node, PkiProblem problem) =>
        node.Kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == problem.NodePath)
            || node.Pki.Kubelet?.Links.Any(link => link.NodePath == problem.NodePath && link.IsLink) == true;
}
