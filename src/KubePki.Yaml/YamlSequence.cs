namespace KubePki.Yaml;

/// <summary>A sequence of nodes.</summary>
public sealed class YamlSequence : YamlNode
{
    internal YamlSequence(TextLines lines, YamlSpan span, string? anchor, CollectionContent content)
        : base(lines, span, anchor)
    {
        Items = content.Nodes.ToArray();
        ItemSpans = content.Spans.ToArray();
        IsFlow = content.IsFlow;
        Height = content.MeasureHeight();
    }

    /// <summary>The items, in the order of the text.</summary>
    public IReadOnlyList<YamlNode> Items { get; }

    /// <summary>Where each item stands in this sequence: the span of the item, or the place of the alias that stands for it.</summary>
    public IReadOnlyList<YamlSpan> ItemSpans { get; }

    /// <summary>Whether the sequence is written in brackets.</summary>
    public bool IsFlow { get; }

    internal override int Height { get; }
}
