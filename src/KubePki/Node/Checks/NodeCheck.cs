using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>One question about a node. A check reads the snapshot and nothing else.</summary>
internal abstract class NodeCheck
{
    /// <summary>What the check is called and looks for.</summary>
    public abstract KubePkiCheck About { get; }

    /// <summary>What is wrong; nothing on a healthy node.</summary>
    public abstract IEnumerable<CheckResult> Evaluate(NodeView node);

    /// <summary>What the check found, as users see it. A check that breaks is a finding of its own.</summary>
    public IReadOnlyList<KubePkiFinding> Run(NodeView node)
    {
        try
        {
            return [.. Evaluate(node).Select(result => result.ToFinding(About, node))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [CheckFailed.Finding(About, node, e)];
        }
    }
}
