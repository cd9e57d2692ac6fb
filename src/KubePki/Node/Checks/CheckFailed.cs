using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>The finding for a check that broke: the others were asked all the same.</summary>
internal static class CheckFailed
{
    public static KubePkiFinding Finding(KubePkiCheck check, NodeView node, Exception exception) => new()
    {
        Check = nameof(CheckFailed),
        SeverityLevel = FindingSeverity.Warning,
        Target = check.Name,
        Message = $"The check {check.Name} failed with an internal error on this node and has no result.",
        Proof = [$"{exception.GetType().Name}: {exception.Message}"],
        Why = "Findings of this check are missing from the report.",
        Remedy = "Please report it with the files of this node, without private keys.",
        Reference = check.Reference,
        NodeName = node.Pki.NodeName,
        Root = node.Pki.Root,
        AsOf = node.AsOf,
    };
}
