using KubePki.Model;

namespace KubePki.Node.Checks.Content;

/// <summary>Places that should say the same of the cluster and do not.</summary>
internal sealed class SpecContradicted : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(SpecContradicted), "Content", FindingSeverity.Warning,
        "Two files of the node disagree about the cluster's configuration.", References.Renewal);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        // Between the steps of an upgrade versions differ, and node names have a check of their own.
        foreach (var contradiction in node.Spec.Contradictions.Where(contradiction => contradiction.Name != nameof(NodeSpec.NodeName)))
        {
            yield return new CheckResult(contradiction.Name,
                $"{contradiction.Name} is {contradiction.Taken.Value} in one place and {contradiction.Other.Value} in another.",
                "Certificates reissued from this node's files may use the wrong value.",
                    $"Find out which value is correct, and fix the other file.") with
            {
                Severity = contradiction.Name == nameof(NodeSpec.KubernetesVersion) ? FindingSeverity.Information : FindingSeverity.Warning,
                Proof =
                [
                    $"{contradiction.Taken.Source}: {contradiction.Taken.Value}",
                    $"{contradiction.Other.Source}: {contradiction.Other.Value}",
                ],
            };
        }
    }
}
