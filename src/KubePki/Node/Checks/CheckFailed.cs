using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>The finding for a check that broke: the others were asked all the same.</summary>
internal static class CheckFailed
{
    public static KubePkiFinding Finding(KubePkiCheck check, NodeView node, Exception exception) => new()
    {
        Check = nameof(CheckFailed),
        Severity = FindingSeverity.Warning,
        Target = check.Name,
        Message = $"The check {check.Name} broke on this node; its question has no answer.",
        Proof = [$"{exception.GetType().Name}: {exception.Message}"],
        Why = "What it would have found is not in the list.",
        Remedy = "Report it with the files of this node, keys left out.",
        Reference = check.Reference,
        AsOf = node.AsOf,
    };
}
