namespace KubePki.Yaml;

/// <summary>A scalar: a text, a number, a boolean or null.</summary>
public sealed class YamlScalar : YamlNode
{
    internal const string TagPrefix = "tag:yaml.org,2002:";

    internal YamlScalar(TextLines lines, YamlSpan span, string? anchor, string? tag, string value, YamlScalarStyle style)
        : base(lines, span, anchor)
    {
        Tag = tag;
        Value = value;
        Style = style;
    }

    /// <summary>The decoded value: escapes resolved, lines folded, line breaks as LF; empty when nothing is written.</summary>
    public string Value { get; }

    /// <summary>How the scalar is written.</summary>
    public YamlScalarStyle Style { get; }

    /// <summary>The tag in its long form, such as <c>tag:yaml.org,2002:str</c> for <c>!!str</c>; null when there is none.</summary>
    public string? Tag { get; }

    /// <summary>Whether the scalar is null: not quoted, and empty, <c>~</c>, <c>null</c>, <c>Null</c> or <c>NULL</c>.</summary>
    public bool IsNull => IsPlain("null") && Value is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>
    /// Reads a boolean as the YAML library of Kubernetes does (go.yaml.in/yaml/v2, resolve.go): besides true and false it takes yes,
    /// no, on, off, y and n, each in lower case, in upper case or capitalised.
    /// </summary>
    /// <returns>The boolean; null when the scalar is quoted or is something else.</returns>
    public bool? AsBoolean()
    {
        if (!IsPlain("bool"))
            return null;
        return Value switch
        {
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
            _ => null,
        };
    }

    /// <summary>Whether the scalar is written without quotes and no tag makes it something other than the given type.</summary>
    internal bool IsPlain(string type) => Style == YamlScalarStyle.Plain && (Tag is null || Tag == TagPrefix + type);
}
