namespace KubePki.Yaml;

/// <summary>What stands in a collection.</summary>
/// <param name="nodes">The nodes; of a mapping keys and values in turn.</param>
/// <param name="spans">Where each node stands.</param>
/// <param name="isFlow">Whether the collection is written in brackets.</param>
internal readonly ref struct CollectionContent(ReadOnlySpan<YamlNode> nodes, ReadOnlySpan<YamlSpan> spans, bool isFlow)
{
    public ReadOnlySpan<YamlNode> Nodes { get; } = nodes;

    public ReadOnlySpan<YamlSpan> Spans { get; } = spans;

    public bool IsFlow => isFlow;

    /// <summary>How many levels of collections there are, this one included and aliases followed.</summary>
    public int MeasureHeight()
    {
        var height = 1;
        foreach (var node in Nodes)
            height = Math.Max(height, node.Height + 1);
        return height;
    }
}
