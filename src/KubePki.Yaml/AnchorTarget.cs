namespace KubePki.Yaml;

/// <summary>What an anchor names; the node is null until its end has been read.</summary>
internal sealed class AnchorTarget(string name)
{
    public string Name => name;

    public YamlNode? Node { get; set; }
}
