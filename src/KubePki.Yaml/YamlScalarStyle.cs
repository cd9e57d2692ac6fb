namespace KubePki.Yaml;

/// <summary>How a scalar is written.</summary>
public enum YamlScalarStyle
{
    /// <summary>Without quotes: <c>text</c>; also the numbers and words of JSON, and a value that is not written at all.</summary>
    Plain,

    /// <summary>In single quotes: <c>'text'</c>.</summary>
    SingleQuoted,

    /// <summary>In double quotes: <c>"text"</c>; also the strings of JSON.</summary>
    DoubleQuoted,

    /// <summary>As the indented lines below <c>|</c>.</summary>
    Literal,

    /// <summary>As the indented lines below <c>&gt;</c>, which are folded into one.</summary>
    Folded,
}
