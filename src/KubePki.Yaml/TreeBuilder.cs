using System.Runtime.InteropServices;

namespace KubePki.Yaml;

/// <summary>Puts nodes together from what a reader meets, and holds the limits that protect everyone who walks through them.</summary>
internal sealed class TreeBuilder(TextLines lines)
{
    public const int MaxDepth = 100;
    public const int MaxNodes = 1_000_000;

    private readonly List<YamlNode> _documents = [];
    private readonly Stack<OpenCollection> _open = new();
    private readonly List<YamlNode> _nodes = [];
    private readonly List<YamlSpan> _spans = [];
    private Dictionary<string, AnchorTarget> _anchors = new(StringComparer.Ordinal);
    private int _count;

    public IReadOnlyList<YamlNode> Documents => _documents.AsReadOnly();

    /// <summary>Whether the next node is a key of a mapping.</summary>
    public bool ExpectsKey => _open.TryPeek(out var parent) && parent.IsMapping && (_nodes.Count - parent.First) % 2 == 0;

    /// <summary>Anchors are known in their own document only. The document counts, so that a million empty ones are refused too.</summary>
    public void StartDocument(int offset)
    {
        Count(offset);
        // Clearing takes time for the most there ever were, not for those there are.
        if (_anchors.Count > 0)
            _anchors = new Dictionary<string, AnchorTarget>(StringComparer.Ordinal);
    }

    public void Scalar(YamlSpan span, string? anchor, string? tag, string value, YamlScalarStyle style)
    {
        Count(span.Start);
        var scalar = new YamlScalar(lines, span, anchor, tag, value, style);
        if (Register(anchor) is { } target)
            target.Node = scalar;
        if (_open.Count > 0 || span.Length > 0 || anchor is not null || tag is not null)
            Add(scalar, span);
    }

    public void Open(bool isMapping, bool isFlow, int start, string? anchor)
    {
        Count(start);
        if (_open.Count >= MaxDepth)
            throw lines.Error(start, $"the text is nested deeper than {MaxDepth} levels");
        _open.Push(new OpenCollection(isMapping, isFlow, start, Register(anchor), _nodes.Count));
    }

    /// <summary>Ends the innermost collection.</summary>
    /// <param name="end">Where it ends; null when it ends with its last node.</param>
    public void Close(int? end)
    {
        var collection = _open.Pop();
        var spans = CollectionsMarshal.AsSpan(_spans)[collection.First..];
        if (collection.IsMapping && spans.Length % 2 != 0)
            throw lines.Error(spans[^1].Start, "the key has no value");
        var last = spans.IsEmpty ? collection.Start : spans[^1].End;
        var span = new YamlSpan(collection.Start, end ?? last);
        var content = new CollectionContent(CollectionsMarshal.AsSpan(_nodes)[collection.First..], spans, collection.IsFlow);
        var node = Create(collection, span, content);
        if (collection.Anchor is not null)
            collection.Anchor.Node = node;
        _nodes.RemoveRange(collection.First, spans.Length);
        _spans.RemoveRange(collection.First, spans.Length);
        Add(node, span);
    }

    public void Alias(YamlSpan span, string name)
    {
        Count(span.Start);
        if (!_anchors.TryGetValue(name, out var target))
            throw lines.Error(span.Start, $"the alias *{Shorten(name)} has no anchor before it");
        if (target.Node is null)
            throw lines.Error(span.Start, $"the alias *{Shorten(name)} is inside the node that it refers to");
        if (_open.Count + target.Node.Height > MaxDepth)
            throw lines.Error(span.Start, $"the text is nested deeper than {MaxDepth} levels when its aliases are followed");
        Add(target.Node, span);
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : string.Concat(name.AsSpan(0, 40), "…");

    private YamlNode Create(OpenCollection collection, YamlSpan span, CollectionContent content) => collection.IsMapping
        ? new YamlMapping(lines, span, collection.Anchor?.Name, content)
        : new YamlSequence(lines, span, collection.Anchor?.Name, content);

    private void Add(YamlNode node, YamlSpan span)
    {
        if (_open.Count == 0)
        {
            _documents.Add(node);
            return;
        }
        _nodes.Add(node);
        _spans.Add(span);
    }

    private AnchorTarget? Register(string? anchor) => anchor is null ? null : _anchors[anchor] = new AnchorTarget(anchor);

    private void Count(int offset)
    {
        if (++_count > MaxNodes)
            throw lines.Error(offset, "the text has more than 1,000,000 nodes");
    }
}
