using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Core.Tokens;
using AnchorAlias = YamlDotNet.Core.Events.AnchorAlias;
using DocumentStart = YamlDotNet.Core.Events.DocumentStart;
using Scalar = YamlDotNet.Core.Events.Scalar;
using ScalarToken = YamlDotNet.Core.Tokens.Scalar;

namespace KubePki.Yaml;

/// <summary>Reads YAML with the parser of YamlDotNet and finds out where each node is written.</summary>
internal sealed class YamlReader
{
    /// <summary>YamlDotNet 16.3 takes plain values in brackets that start with one of these; YAML and Kubernetes do not.</summary>
    private const string Reserved = "@`%|>'\"#&*!,[]{} \t\r\n";

    private readonly TextLines _lines;
    private readonly TreeBuilder _tree;
    private readonly TokenWatch _tokens;
    private readonly Parser _parser;

    private YamlReader(TextLines lines, CancellationToken cancellationToken)
    {
        _lines = lines;
        _tree = new TreeBuilder(lines);
        _tokens = new TokenWatch(new TextFeed(lines.Text, lines.ContentStart, cancellationToken));
        _parser = new Parser(_tokens);
    }

    public static IReadOnlyList<YamlNode> Read(TextLines lines, CancellationToken cancellationToken)
    {
        var reader = new YamlReader(lines, cancellationToken);
        while (reader.MoveNext())
            reader.Take(reader._parser.Current!);
        return reader._tree.Documents;
    }

    private bool MoveNext()
    {
        _tokens.Forget();
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // No exception of YamlDotNet goes out, not even inside another one: its assembly may be unknown to the caller.
            var (mark, reason) = ParserError.Explain(error, _tokens.CurrentPosition);
            throw _lines.Error(OffsetOf(mark), reason);
        }
    }

    private void Take(ParsingEvent next)
    {
        if (_tokens.MissesComma)
            throw _lines.Error(OffsetOf(_tokens.Taken!.Start), "a comma is missing before this");
        switch (next)
        {
            case DocumentStart:
                _tree.StartDocument(OffsetOf(next.Start));
                break;
            case Scalar scalar:
                var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
                _tree.Scalar(FindSpan(), NameOf(scalar.Anchor), tag, scalar.Value, StyleOf(scalar.Style));
                break;
            case AnchorAlias alias:
                _tree.Alias(new YamlSpan(OffsetOf(alias.Start), OffsetOf(alias.End)), alias.Value.Value);
                break;
            case MappingStart mapping:
                _tree.Open(isMapping: true, mapping.Style == MappingStyle.Flow, FindStart(), NameOf(mapping.Anchor));
                break;
            case SequenceStart sequence:
                _tree.Open(isMapping: false, sequence.Style == SequenceStyle.Flow, FindStart(), NameOf(sequence.Anchor));
                break;
            case MappingEnd or SequenceEnd:
                _tree.Close(FindBracketEnd());
                break;
        }
    }

    private YamlSpan FindSpan()
    {
        if (_tokens.Taken is not ScalarToken token)
            return FindEmptySpan();
        var start = OffsetOf(token.Start);
        // YamlDotNet counts on behind the end of a text whose last line a block takes to be more than it is.
        var end = Math.Min(OffsetOf(token.End), _lines.Text.Length);
        if (token.Style is ScalarStyle.Literal or ScalarStyle.Folded)
            end = BlockScalar.FindEnd(_lines.Text, start, end, _tokens.Indent);
        if (start == end)
            throw _lines.Error(start, "a value is expected here");
        if (token.Style == ScalarStyle.Plain && Reserved.Contains(_lines.Text[start]))
            throw _lines.Error(start, ParserError.BadStart);
        return new YamlSpan(start, end);
    }

    /// <summary>Nothing is written: a value would stand behind its colon, dash, anchor or tag, a key behind its question mark.</summary>
    private YamlSpan FindEmptySpan()
    {
        // YamlDotNet takes a colon without a key for a null key. Kubernetes does not, and something was lost there.
        var isLost = _tokens.Taken is Value || (_tokens.Taken is Key key && key.Start.Index == key.End.Index);
        if (isLost && _tree.ExpectsKey)
            throw _lines.Error(OffsetOf((_tokens.Current ?? _tokens.Taken)!.Start), "a key is expected before the colon");
        var offset = _tokens.End + _lines.ContentStart;
        return new YamlSpan(offset, offset);
    }

    /// <summary>The parser looks at the token that starts a collection; only of the pair in <c>[key: value]</c> it has taken it.</summary>
    private int FindStart() => OffsetOf((_tokens.Current ?? _tokens.Taken)?.Start ?? _tokens.CurrentPosition);

    private int? FindBracketEnd() =>
        _tokens.Taken is FlowMappingEnd or FlowSequenceEnd ? TokenWatch.EndOf(_tokens.Taken) + _lines.ContentStart : null;

    private int OffsetOf(Mark mark) => (int)mark.Index + _lines.ContentStart;

    private static string? NameOf(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private static YamlScalarStyle StyleOf(ScalarStyle style) => style switch
    {
        ScalarStyle.SingleQuoted => YamlScalarStyle.SingleQuoted,
        ScalarStyle.DoubleQuoted => YamlScalarStyle.DoubleQuoted,
        ScalarStyle.Literal => YamlScalarStyle.Literal,
        ScalarStyle.Folded => YamlScalarStyle.Folded,
        _ => YamlScalarStyle.Plain,
    };
}
