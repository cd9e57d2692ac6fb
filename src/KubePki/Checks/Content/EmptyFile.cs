using KubePki.Model;

namespace KubePki.Checks.Content;

/// <summary>Files without a byte: what a power loss leaves of a file that was just written.</summary>
internal sealed class EmptyFile : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(EmptyFile), "Content", FindingSeverity.Critical,
        "A file of the PKI has no content, as after a power loss.", References.Troubleshooting);

    public override IEnumerable<Found> Look(NodeView node) => node.Pki.Problems
        .Where(problem => problem.Id == PkiProblemId.EmptyFile)
        .Select(problem => BrokenFiles.Of(node, problem, $"{problem.NodePath} is empty (0 bytes)."));
}
