using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>Reads parts of configurations that are often left out.</summary>
internal static class YamlItems
{
    /// <summary>The items of the sequence that these keys lead to; none when there is no such sequence.</summary>
    public static IReadOnlyList<YamlNode> Items(this YamlNode node, params string[] keys) => (node.At(keys) as YamlSequence)?.Items ?? [];

    /// <summary>The scalar under a key; null when it is missing, null or empty, which is all the same to Go programs.</summary>
    public static YamlScalar? Filled(this YamlNode? node, string key) =>
        node?.At(key) is YamlScalar { IsNull: false, Value.Length: > 0 } scalar ? scalar : null;
}
