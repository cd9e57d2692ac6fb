namespace KubePki.Yaml.Tests;

/// <summary>Goes through all nodes as they are written: an alias is not followed.</summary>
internal static class Walk
{
    /// <param name="Node">The node.</param>
    /// <param name="Place">Where it stands: its own span, or the span of the alias.</param>
    /// <param name="Parent">The collection that holds it; null for a root.</param>
    public sealed record Stop(YamlNode Node, YamlSpan Place, YamlNode? Parent)
    {
        public bool IsAlias => Place != Node.Span;
    }

    public static IEnumerable<Stop> All(YamlText text) =>
        text.Documents.SelectMany(root => From(new Stop(root, root.Span, null)));

    public static IEnumerable<(YamlNode Node, YamlSpan Place)> Children(YamlNode node) => node switch
    {
        YamlMapping mapping => mapping.Entries.SelectMany(e => new[] { (e.Key, e.KeySpan), (e.Value, e.ValueSpan) }),
        YamlSequence sequence => sequence.Items.Zip(sequence.ItemSpans),
        _ => [],
    };

    private static IEnumerable<Stop> From(Stop stop)
    {
        yield return stop;
        if (stop.IsAlias)
            yield break;
        foreach (var (child, place) in Children(stop.Node))
        {
            foreach (var next in From(new Stop(child, place, stop.Node)))
                yield return next;
        }
    }
}
