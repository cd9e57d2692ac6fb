using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Node.Forecast;

/// <summary>Gathers nodes for a forecast, and keeps of each a few kilobytes, so that thousands fit into memory.</summary>
public sealed class ForecastInput
{
    private readonly RootSet _roots = new();
    private readonly List<ForecastNode> _nodes = [];

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Count;

    internal IReadOnlyList<ForecastNode> Nodes => _nodes;

    /// <summary>Takes a node. One that was read twice counts once: it has one vote in etcd.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Add(NodePki node, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (_roots.Add(node.Root))
            _nodes.Add(new ForecastNode(node, cancellation));
    }
}
