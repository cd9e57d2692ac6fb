using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Reading;

namespace KubePki.Fleet;

/// <summary>Asks about many nodes: what is wrong on each, told once, and what only all of them together show.</summary>
public static class FleetDiagnosis
{
    /// <summary>
    /// Reads nodes one after the other, several at once, and keeps of each a few kilobytes. A root that cannot be read is told, and the
    /// others are done.
    /// </summary>
    /// <param name="roots">Directories and archives.</param>
    /// <param name="options">How to read; the root is that of each.</param>
    /// <param name="diagnose">What is wrong with one node, the worst first.</param>
    /// <param name="tell">Takes the problems of a root that is no node.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FleetVerdict Run(IEnumerable<string> roots, ReadOptions options,
        Func<NodePki, IReadOnlyList<KubePkiFinding>> diagnose, Action<IReadOnlyList<PkiProblem>> tell,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(diagnose);
        ArgumentNullException.ThrowIfNull(tell);
        var nodes = new List<NodeSummary>();
        // Of many, each is read by one thread.
        var one = options with { Threads = 1 };
        var (distinct, repeated) = FleetRoots.Distinct(roots);
        foreach (var (summary, problems) in OrderedParallel.Select(distinct.Select(Path.GetFullPath),
            root => Read(root, one, diagnose, cancellation), Environment.ProcessorCount))
        {
            if (problems.Count > 0)
                tell(problems);
            if (summary is not null)
                nodes.Add(summary);
        }
        return new FleetVerdict(Compare(nodes), nodes.Count, repeated);
    }

    internal static IReadOnlyList<KubePkiFleetFinding> Compare(IReadOnlyList<NodeSummary> nodes) =>
        Sorted(Labelled(nodes), nodes => Between(nodes).Concat(FleetFaults.Find(nodes)));

    /// <summary>What only these nodes together show, without the faults of each, the worst first; nothing for one node alone.</summary>
    /// <param name="nodes">What was kept of the nodes.</param>
    internal static IReadOnlyList<KubePkiFleetFinding> Together(IReadOnlyList<NodeSummary> nodes) =>
        nodes.Count < 2 ? [] : Sorted(Labelled(nodes), Between);

    /// <summary>What is wrong with each of these nodes, told once, the worst first.</summary>
    /// <param name="nodes">What was kept of the nodes.</param>
    internal static IReadOnlyList<KubePkiFleetFinding> Each(IReadOnlyList<NodeSummary> nodes) => Sorted(Labelled(nodes), FleetFaults.Find);

    private static IEnumerable<KubePkiFleetFinding> Between(IReadOnlyList<NodeSummary> nodes) =>
        ClusterMarks.Group(nodes, node => node.ClusterMarks)
            .SelectMany(cluster => FleetAuthorities.Find(cluster).Concat(FleetVersions.Find(cluster)).Concat(FleetDrift.Find(cluster))
                .Concat(FleetKeys.Find(cluster)).Concat(FleetClaims.Find(cluster))
                .Concat(FleetFirstEnd.Find(cluster) is { } end ? [end] : []));

    // Two trees may be of nodes of the same name, or of one node at two times.
    private static IReadOnlyList<NodeSummary> Labelled(IReadOnlyList<NodeSummary> nodes)
    {
        var shared = nodes.GroupBy(node => node.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any())
            .Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return shared.Count == 0 ? nodes
            : [.. nodes.Select(node => shared.Contains(node.Name) ? node with { Label = $"{node.Name} ({node.Root})" } : node)];
    }

    private static IReadOnlyList<KubePkiFleetFinding> Sorted(
        IReadOnlyList<NodeSummary> nodes, Func<IReadOnlyList<NodeSummary>, IEnumerable<KubePkiFleetFinding>> find) =>
        [.. find(nodes).OrderByDescending(finding => finding.SeverityLevel).ThenByDescending(finding => finding.NodeCount)];

    private static (NodeSummary? Summary, IReadOnlyList<PkiProblem> Problems) Read(
        string root, ReadOptions options, Func<NodePki, IReadOnlyList<KubePkiFinding>> diagnose, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var node = new NodeReader(options with { Root = root }, cancellation).ReadNode();
        return (node.IsEmpty ? null : NodeSummary.Of(node, diagnose(node)),
            [.. node.Gaps.Select(problem => FleetRoots.Advised(problem, root))]);
    }
}
