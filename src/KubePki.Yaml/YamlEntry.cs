namespace KubePki.Yaml;

/// <summary>A key of a mapping and its value.</summary>
public sealed class YamlEntry
{
    internal YamlEntry(YamlNode key, YamlSpan keySpan, YamlNode value, YamlSpan valueSpan)
    {
        Key = key;
        KeySpan = keySpan;
        Value = value;
        ValueSpan = valueSpan;
    }

    /// <summary>The key: nearly always a <see cref="YamlScalar"/>, but YAML allows every node.</summary>
    public YamlNode Key { get; }

    /// <summary>The value; a null scalar with an empty span when none is written.</summary>
    public YamlNode Value { get; }

    /// <summary>Where the key stands in this mapping: its span, or the place of the alias that stands for it.</summary>
    public YamlSpan KeySpan { get; }

    /// <summary>Where the value stands in this mapping: its span, or the place of the alias that stands for it.</summary>
    public YamlSpan ValueSpan { get; }

    /// <summary>Whether the entry merges other mappings into this one: a plain <c>&lt;&lt;</c>.</summary>
    internal bool IsMerge => Key is YamlScalar { Value: "<<" } key && key.IsPlain("merge");

    /// <summary>The key; never the value, which may be a private key.</summary>
    public override string ToString() => Key is YamlScalar key ? key.Value : Key.ToString();
}
