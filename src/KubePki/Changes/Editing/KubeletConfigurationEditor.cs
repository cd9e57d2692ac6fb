using KubePki.Yaml;

namespace KubePki.Changes.Editing;

/// <summary>Sets fields of kubelet's configuration. The rest stays byte for byte.</summary>
internal sealed class KubeletConfigurationEditor
{
    private readonly YamlMapping _root;
    private readonly YamlEdit _edit;

    /// <exception cref="FormatException">The text is no YAML, or holds no configuration.</exception>
    public KubeletConfigurationEditor(string text)
    {
        var yaml = YamlText.Parse(text);
        _root = yaml.Root as YamlMapping is { Entries.Count: > 0 } root ? root : throw new FormatException("the file has no configuration");
        _edit = new YamlEdit(yaml) { AddsBehindFirst = true };
    }

    /// <summary>Whether nothing changes.</summary>
    public bool IsUnchanged => _edit.IsEmpty;

    /// <summary>Gives a field a text.</summary>
    public void Set(string field, string value) => _edit.Set(_root, field, value);

    /// <summary>Sets a field to true.</summary>
    public void TurnOn(string field) => _edit.SetTrue(_root, field);

    /// <summary>The text with the changes.</summary>
    public string Apply() => _edit.Apply();
}
