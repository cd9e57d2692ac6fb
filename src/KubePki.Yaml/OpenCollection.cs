namespace KubePki.Yaml;

/// <summary>A collection whose end has not been read yet. The nodes of a mapping are its keys and values in turn.</summary>
internal sealed class OpenCollection(bool isMapping, bool isFlow, int start, AnchorTarget? anchor)
{
    public bool IsMapping => isMapping;

    public bool IsFlow => isFlow;

    public int Start => start;

    public AnchorTarget? Anchor => anchor;

    public List<YamlNode> Nodes { get; } = [];

    public List<YamlSpan> Spans { get; } = [];

    /// <summary>How many levels of collections there are so far, this one included.</summary>
    public int Height { get; private set; } = 1;

    public bool ExpectsKey => isMapping && Nodes.Count % 2 == 0;

    public void Add(YamlNode node, YamlSpan span)
    {
        Nodes.Add(node);
        Spans.Add(span);
        Height = Math.Max(Height, node.Height + 1);
    }
}
