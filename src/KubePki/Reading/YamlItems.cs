using KubePki.Yaml;

namespace KubePki.Reading;

/// <summary>Reads lists of configurations, which are often left out.</summary>
internal static class YamlItems
{
    /// <summary>The items of the sequence that these keys lead to; none when there is no such sequence.</summary>
    public static IReadOnlyList<YamlNode> Items(this YamlNode node, params string[] keys) => (node.At(keys) as YamlSequence)?.Items ?? [];
}
