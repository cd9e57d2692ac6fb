using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace KubePki.Yaml;

/// <summary>
/// Stands between the scanner and the parser of YamlDotNet and remembers where the tokens are: the marks of the parser's events include
/// anchors and tags, take an empty value to be where the next token starts, and are missing for some collections.
/// </summary>
internal sealed class TokenWatch(TextReader text) : IScanner
{
    private readonly Scanner _scanner = new(text);
    private readonly Stack<int> _indents = new();
    private int _brackets;
    private bool _endsNode;

    public Mark CurrentPosition => _scanner.CurrentPosition;

    /// <summary>The token that the parser looks at and has not taken yet.</summary>
    public Token? Current => _scanner.Current;

    /// <summary>The token that the parser took last since <see cref="Forget"/>.</summary>
    public Token? Taken { get; private set; }

    /// <summary>The indentation of the block collection in which <see cref="Taken"/> stands; -1 when there is none.</summary>
    public int Indent { get; private set; } = -1;

    /// <summary>Where the last token ended that the parser took.</summary>
    public int End { get; private set; }

    /// <summary>
    /// Whether a comma is missing before <see cref="Taken"/>. The parser of YamlDotNet 16.3 lets some pass, as in <c>{a: {b: 1} c: 2}</c>,
    /// which Kubernetes refuses.
    /// </summary>
    public bool MissesComma { get; private set; }

    public void Forget() => Taken = null;

    public bool MoveNext()
    {
        if (Current is not null)
            ConsumeCurrent();
        return MoveNextWithoutConsuming();
    }

    public bool MoveNextWithoutConsuming()
    {
        // After an anchored value in braces the parser of YamlDotNet 16.3 asks twice and would lose a token: {a: &x 1, b: 2}.
        // At the end it asks once more to see that nothing is left.
        if (Current is not null and not StreamEnd)
            return true;
        if (!_scanner.MoveNextWithoutConsuming())
            return false;
        if (Current is BlockMappingStart or BlockSequenceStart)
            _indents.Push((int)Current.Start.Column - 1);
        if (Current is BlockEnd)
            _indents.TryPop(out _);
        return true;
    }

    public void ConsumeCurrent()
    {
        Taken = Current;
        Indent = _indents.TryPeek(out var indent) ? indent : -1;
        if (Taken is not null)
            Note(Taken);
        _scanner.ConsumeCurrent();
    }

    /// <summary>The brackets of flow collections end where they start, says the scanner.</summary>
    public static int EndOf(Token token)
    {
        var isBracket = token is FlowMappingStart or FlowMappingEnd or FlowSequenceStart or FlowSequenceEnd;
        return (int)token.End.Index + (isBracket ? 1 : 0);
    }

    private void Note(Token token)
    {
        End = Math.Max(End, EndOf(token));
        if (token is Key)
            return;
        var startsNode = token is Scalar or AnchorAlias or Anchor or Tag or FlowMappingStart or FlowSequenceStart;
        MissesComma |= startsNode && _endsNode && _brackets > 0;
        _endsNode = token is Scalar or AnchorAlias or FlowMappingEnd or FlowSequenceEnd;
        if (token is FlowMappingStart or FlowSequenceStart)
            _brackets++;
        if (token is FlowMappingEnd or FlowSequenceEnd)
            _brackets--;
    }
}
