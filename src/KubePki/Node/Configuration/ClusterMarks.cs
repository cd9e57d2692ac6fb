namespace KubePki.Node.Configuration;

/// <summary>
/// Sorts nodes into clusters: nodes that have a mark in common are of one. What counts as a mark depends on what is asked. Who looks for
/// faults takes all that the nodes of a cluster share, since the control plane whose CA is another's is found by what else it shares. Who
/// asks what depends on what takes the cluster's CA alone: a node with another one gets in nowhere, and nothing depends on it.
/// </summary>
internal static class ClusterMarks
{
    private static readonly string[] Loopback = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"];

    /// <summary>The marks of a node by all that it shares with others.</summary>
    /// <param name="shared">The keys that all control planes have, each with its role.</param>
    /// <param name="trusted">The keys of the CAs that it trusts.</param>
    /// <param name="server">The address of the API server as kubelet has it; null when nothing tells.</param>
    public static IEnumerable<string> OfAll(IEnumerable<(string Role, string Hash)> shared, IEnumerable<string> trusted, string? server) =>
        shared.Select(key => $"{key.Role} {key.Hash}").Concat(trusted.Select(hash => $"ca {hash}"))
            .Concat(server is not null && Uri.TryCreate(server, UriKind.Absolute, out var url) && !Loopback.Contains(url.Host)
                ? [$"server {url.Authority}"] : []);

    /// <summary>The mark of a node by the CA that it goes by; none when nothing tells, and it is then a cluster of its own.</summary>
    /// <param name="authority">The key of the cluster's CA; null when it was not read.</param>
    /// <param name="keyId">The key identifier of the CA that issued kubelet's credential; null when it does not tell.</param>
    public static IEnumerable<string> OfTrust(string? authority, string? keyId) =>
        authority is not null ? [$"ca {authority}"] : keyId is not null ? [$"key id {keyId}"] : [];

    /// <summary>The clusters, and the nodes of each, in the order of the nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="marks">The marks of one.</param>
    public static IReadOnlyList<IReadOnlyList<T>> Group<T>(IReadOnlyList<T> nodes, Func<T, IEnumerable<string>> marks)
    {
        var parents = Enumerable.Range(0, nodes.Count).ToArray();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var mark in marks(nodes[i]))
            {
                if (first.TryGetValue(mark, out var other))
                    parents[Find(parents, i)] = Find(parents, other);
                else
                    first.Add(mark, i);
            }
        }
        return [.. Enumerable.Range(0, nodes.Count).GroupBy(i => Find(parents, i)).Select(group => group.Select(i => nodes[i]).ToArray())];
    }

    private static int Find(int[] parents, int i)
    {
        while (parents[i] != i)
            i = parents[i] = parents[parents[i]];
        return i;
    }
}
