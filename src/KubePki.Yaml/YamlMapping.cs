namespace KubePki.Yaml;

/// <summary>A mapping from keys to values.</summary>
public sealed class YamlMapping : YamlNode
{
    /// <summary>With so many entries a dictionary is faster than looking at each.</summary>
    private const int IndexedFrom = 9;

    private readonly bool _merges;
    private Dictionary<string, YamlNode>? _index;

    internal YamlMapping(TextLines lines, YamlSpan span, string? anchor, CollectionContent content)
        : base(lines, span, anchor)
    {
        var entries = content.Nodes.IsEmpty ? [] : new YamlEntry[content.Nodes.Length / 2];
        for (var i = 0; i < entries.Length; i++)
        {
            var (key, value) = (2 * i, (2 * i) + 1);
            entries[i] = new YamlEntry(content.Nodes[key], content.Spans[key], content.Nodes[value], content.Spans[value]);
            _merges |= entries[i].IsMerge;
        }
        Entries = entries;
        IsFlow = content.IsFlow;
        Height = content.MeasureHeight();
    }

    /// <summary>The entries in the order of the text, with those whose key comes twice and with merge keys.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; }

    /// <summary>Whether the mapping is written in braces, or as a single pair in a sequence in brackets: <c>[key: value]</c>.</summary>
    public bool IsFlow { get; }

    internal override int Height { get; }

    /// <summary>
    /// The value of a key. Of a key that comes twice the last counts, as for Kubernetes. When the mapping does not have the key, the
    /// mappings behind its <c>&lt;&lt;</c> are asked in their order.
    /// </summary>
    /// <param name="key">The value of a scalar key.</param>
    /// <returns>The value; null when there is no such key. A key without a value gives a null scalar.</returns>
    public YamlNode? this[string key]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(key);
            return FindOwn(key) ?? (_merges ? FindInherited(key) : null);
        }
    }

    private YamlNode? FindOwn(string key)
    {
        if (Entries.Count >= IndexedFrom)
            return (_index ??= Index()).GetValueOrDefault(key);
        for (var i = Entries.Count - 1; i >= 0; i--)
        {
            if (Entries[i].Key is YamlScalar scalar && scalar.Value == key)
                return Entries[i].Value;
        }
        return null;
    }

    /// <summary>Depth first, each node once: merge keys may lead to the same mapping over exponentially many ways.</summary>
    private YamlNode? FindInherited(string key)
    {
        var seen = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance) { this };
        var waiting = new Stack<YamlNode>();
        PushMerged(waiting);
        while (waiting.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            if (node is YamlSequence sequence)
                PushMappings(waiting, sequence);
            if (node is not YamlMapping mapping)
                continue;
            if (mapping.FindOwn(key) is { } found)
                return found;
            mapping.PushMerged(waiting);
        }
        return null;
    }

    private void PushMerged(Stack<YamlNode> waiting)
    {
        if (!_merges)
            return;
        for (var i = Entries.Count - 1; i >= 0; i--)
        {
            if (Entries[i].IsMerge)
                waiting.Push(Entries[i].Value);
        }
    }

    private static void PushMappings(Stack<YamlNode> waiting, YamlSequence sequence)
    {
        for (var i = sequence.Items.Count - 1; i >= 0; i--)
        {
            if (sequence.Items[i] is YamlMapping mapping)
                waiting.Push(mapping);
        }
    }

    private Dictionary<string, YamlNode> Index()
    {
        var index = new Dictionary<string, YamlNode>(Entries.Count, StringComparer.Ordinal);
        foreach (var entry in Entries)
        {
            if (entry.Key is YamlScalar key)
                index[key.Value] = entry.Value;
        }
        return index;
    }
}
