using System.Globalization;

namespace KubePki.Yaml;

/// <summary>
/// A node of a YAML text: a <see cref="YamlScalar"/>, a <see cref="YamlMapping"/> or a <see cref="YamlSequence"/>. Nodes never change.
/// An alias is the node it stands for, so a node may be met in several places, and a walk through a hostile text may be
/// exponentially longer than the text; it is never deeper than 100 levels.
/// </summary>
public abstract class YamlNode
{
    private readonly TextLines _lines;

    private protected YamlNode(TextLines lines, YamlSpan span, string? anchor)
    {
        _lines = lines;
        Span = span;
        Anchor = anchor;
    }

    /// <summary>
    /// Where the node is written in the text, without its anchor and its tag. A scalar has its quotes; a block scalar starts at
    /// <c>|</c> or <c>&gt;</c> and ends with its last line, line break included; a flow collection has its brackets; a block collection
    /// reaches from its first entry to the end of its last value. A value that is not written has an empty span behind its colon or dash.
    /// </summary>
    public YamlSpan Span { get; }

    /// <summary>The line on which the node starts, counted from 1.</summary>
    public int Line => _lines.Locate(Span.Start).Line;

    /// <summary>The column at which the node starts, counted from 1 in UTF-16 characters.</summary>
    public int Column => _lines.Locate(Span.Start).Column;

    /// <summary>The name behind <c>&amp;</c>; null when the node has no anchor.</summary>
    public string? Anchor { get; }

    /// <summary>How many levels of collections the node has, itself included and aliases followed; 0 for a scalar.</summary>
    internal virtual int Height => 0;

    /// <summary>Walks from mapping to mapping.</summary>
    /// <param name="path">The keys, outermost first; none means the node itself.</param>
    /// <returns>The node at the end; null when a key is missing or something on the way is not a mapping.</returns>
    public YamlNode? At(params string[] path)
    {
        ArgumentNullException.ThrowIfNull(path);
        YamlNode? node = this;
        foreach (var key in path)
        {
            node = (node as YamlMapping)?[key];
        }
        return node;
    }

    /// <summary>Walks from mapping to mapping to a scalar.</summary>
    /// <param name="path">The keys, outermost first; none means the node itself.</param>
    /// <returns>The value of the scalar; null when it is missing, is null in YAML, or is not a scalar.</returns>
    public string? Text(params string[] path) => At(path) is YamlScalar { IsNull: false } scalar ? scalar.Value : null;

    /// <summary>What the node is and where; never its value, which may be a private key.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{GetType().Name} at line {Line}, column {Column}");
}
