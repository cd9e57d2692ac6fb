using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>Asks checks about a node.</summary>
public static class Diagnosis
{
    /// <summary>What is wrong with a node, the worst first.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<KubePkiFinding> Run(NodePki node, CancellationToken cancellation = default) =>
        Run(node, DiagnosisOptions.Everything, cancellation);

    /// <summary>What is wrong with a node, the worst first.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="options">Which checks are asked, and what is told.</param>
    /// <param name="cancellation">Stops the asking.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<KubePkiFinding> Run(NodePki node, DiagnosisOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        return Run(node, CheckCatalogue.Checks.Where(check => IsAsked(check.About.Name, options)), options.Severity, cancellation);
    }

    internal static IReadOnlyList<KubePkiFinding> Run(
        NodePki node, IEnumerable<NodeCheck> checks, FindingSeverity severity, CancellationToken cancellation)
    {
        var view = NodeView.Of(node);
        var findings = new List<KubePkiFinding>();
        foreach (var check in checks)
        {
            cancellation.ThrowIfCancellationRequested();
            findings.AddRange(view.Ask(check));
        }
        // Stable: within a severity the catalogue's order counts, then what bears on more.
        return BlindSpots.Temper(node, findings).Where(finding => finding.SeverityLevel >= severity)
            .OrderByDescending(finding => finding.SeverityLevel).ToArray();
    }

    internal static bool IsAsked(string name, DiagnosisOptions options) =>
        (options.Checks.Count == 0 || options.Checks.Any(pattern => Wildcard.Matches(pattern, name)))
            && !options.ExcludedChecks.Any(pattern => Wildcard.Matches(pattern, name));
}
