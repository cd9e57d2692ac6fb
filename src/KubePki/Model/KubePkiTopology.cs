namespace KubePki.Model;

/// <summary>
/// Who trusts whom on a node: its keys, the kubeconfigs and programs that use them, and what ties them together. It holds no private key.
/// </summary>
public sealed record KubePkiTopology
{
    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The name of the node; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The moment that every status in it speaks of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>CAs first, then what they signed, service account keys, kubeconfigs and programs.</summary>
    public IReadOnlyList<TopologyVertex> Vertices { get; init; } = [];

    /// <summary>The edges, by kind, in the order of the vertices that they start from.</summary>
    public IReadOnlyList<TopologyEdge> Edges { get; init; } = [];

    /// <summary>The CAs with the subject of another CA of this node and a different key.</summary>
    public IReadOnlyList<TopologyVertex> Twins => [.. Vertices.Where(vertex => vertex.IsTwin)];

    /// <summary>What was signed by a CA that is not on this node.</summary>
    public IReadOnlyList<TopologyVertex> Strangers => [.. Vertices.Where(vertex => vertex.IsStranger)];

    /// <summary>The number of vertices and edges.</summary>
    public override string ToString() => $"{Vertices.Count} vertices, {Edges.Count} edges";
}
