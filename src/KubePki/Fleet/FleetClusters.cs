namespace KubePki.Fleet;

/// <summary>
/// Sorts nodes into clusters. Nodes are of one cluster when they share one of the keys that a cluster's nodes share, or the address of its
/// API server: a control plane whose CA is another's is found by what else it shares. The forecast goes by the cluster's CA alone, because
/// who has another one depends on nobody here.
/// </summary>
internal static class FleetClusters
{
    private static readonly string[] Loopback = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"];

    /// <summary>The clusters, and the nodes of each, in the order of the nodes.</summary>
    public static IReadOnlyList<IReadOnlyList<NodeSummary>> Of(IReadOnlyList<NodeSummary> nodes)
    {
        var parents = Enumerable.Range(0, nodes.Count).ToArray();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var mark in Marks(nodes[i]))
            {
                if (first.TryGetValue(mark, out var other))
                    parents[Find(parents, i)] = Find(parents, other);
                else
                    first.Add(mark, i);
            }
        }
        return [.. Enumerable.Range(0, nodes.Count).GroupBy(i => Find(parents, i)).Select(group => group.Select(i => nodes[i]).ToArray())];
    }

    private static IEnumerable<string> Marks(NodeSummary node) =>
        node.Authorities.Select(key => $"{key.Role} {key.Hash}").Concat(node.Trusted.Select(hash => $"ca {hash}"))
            .Concat(node.Server is { } server && Uri.TryCreate(server, UriKind.Absolute, out var url) && !Loopback.Contains(url.Host)
                ? [$"server {url.Authority}"] : []);

    private static int Find(int[] parents, int i)
    {
        while (parents[i] != i)
            i = parents[i] = parents[parents[i]];
        return i;
    }
}
