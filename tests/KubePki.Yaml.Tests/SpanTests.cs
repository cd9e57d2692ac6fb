namespace KubePki.Yaml.Tests;

public sealed class SpanTests
{
    public static TheoryData<string> Variants => Corpus.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_source_of_every_scalar_alone_has_the_same_value(string source)
    {
        var text = YamlText.Parse(source);
        var scalars = Walk.All(text).Where(stop => stop is { IsAlias: false, Node: YamlScalar }).ToList();
        Assert.True(scalars.Count >= 3);
        foreach (var stop in scalars)
        {
            var scalar = (YamlScalar)stop.Node;
            var again = ParseAlone(text, stop);
            Assert.Equal(scalar.Value, again?.Value ?? "");
            Assert.Equal(scalar.Style, again?.Style ?? YamlScalarStyle.Plain);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_source_of_a_scalar_starts_and_ends_with_what_its_style_says(string source)
    {
        var text = YamlText.Parse(source);
        foreach (var stop in Walk.All(text).Where(stop => !stop.IsAlias && stop.Node is YamlScalar))
        {
            var scalar = (YamlScalar)stop.Node;
            var written = SourceOf(text, scalar.Span);
            var isRight = scalar.Style switch
            {
                YamlScalarStyle.SingleQuoted => written is ['\'', .., '\''],
                YamlScalarStyle.DoubleQuoted => written is ['"', .., '"'],
                YamlScalarStyle.Literal => written.StartsWith('|') && scalar.Span.End == text.Text.Length | written[^1] is '\n' or '\r',
                YamlScalarStyle.Folded => written.StartsWith('>') && written[^1] is '\n' or '\r',
                _ => written == written.Trim() && (written.Length > 0 || scalar.Value.Length == 0),
            };
            Assert.True(isRight, $"{scalar}: {scalar.Style} {written}");
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Nodes_lie_inside_their_parents_in_order(string source)
    {
        var text = YamlText.Parse(source);
        var end = 0;
        foreach (var document in text.Documents)
        {
            Assert.True(document.Span.Start >= end);
            end = document.Span.End;
        }
        foreach (var stop in Walk.All(text).Where(stop => !stop.IsAlias))
        {
            var last = stop.Place.Start;
            foreach (var (_, place) in Walk.Children(stop.Node))
            {
                Assert.InRange(place.Start, last, stop.Place.End);
                Assert.InRange(place.End, place.Start, stop.Place.End);
                last = place.End;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Flow_collections_have_their_brackets_and_block_collections_end_with_their_last_value(string source)
    {
        var text = YamlText.Parse(source);
        foreach (var stop in Walk.All(text).Where(stop => !stop.IsAlias))
        {
            var written = SourceOf(text, stop.Place);
            if (stop.Node is YamlSequence { IsFlow: true })
                Assert.True(written is ['[', .., ']'], written);
            if (stop.Node is YamlMapping { IsFlow: true } && stop.Parent is not YamlSequence { IsFlow: true })
                Assert.True(written is ['{', .., '}'], written);
            if (stop.Node is YamlMapping { IsFlow: false } or YamlSequence { IsFlow: false })
                Assert.Equal(Walk.Children(stop.Node).Last().Place.End, stop.Place.End);
            if (stop.Node is YamlSequence { IsFlow: false })
                Assert.Equal('-', written[0]);
        }
    }

    [Theory]
    [InlineData("a: b # c", "b")]
    [InlineData("a:   b  \nc: d", "b")]
    [InlineData("a: &x !!str b", "b")]
    [InlineData("a: one\n  two # c\nb:", "one\n  two")]
    [InlineData("a: \"x\" # c", "\"x\"")]
    [InlineData("a: 'it''s'\nb:", "'it''s'")]
    [InlineData("a: {b: c} # d", "{b: c}")]
    [InlineData("a: &x [b,\n  c]\n", "[b,\n  c]")]
    [InlineData("a:\n  b: c # d\n  # e\n\nf: g", "b: c")]
    [InlineData("a:\n  b:\n  # e\nf: g", "b:")]
    [InlineData("a:\n- b\n- c   \n\n# d\nf: g", "- b\n- c")]
    [InlineData("a:\n- b\n-\nf: g", "- b\n-")]
    [InlineData("a:\n- &x\nf: g", "- &x")]
    [InlineData("a: &x\n  &y b: c\n", "&y b: c")]
    [InlineData("a:\n  ? b\n  : c\nd: e", "? b\n  : c")]
    [InlineData("a:\n  b: |\n    x\n\n# c\nd: e", "b: |\n    x\n")]
    [InlineData("a:\r\n  b: c\r\n\r\nd: e", "b: c")]
    [InlineData("a:\nb: c", "")]
    public void A_value_is_what_is_written(string source, string expected)
    {
        var text = YamlText.Parse(source);
        Assert.Equal(expected, SourceOf(text, text.Root!.At("a")!.Span));
    }

    [Theory]
    [InlineData("|\n  x\n\n", "|\n  x\n", "x\n")]
    [InlineData("|-\n  x\n\n", "|-\n  x\n", "x")]
    [InlineData("|+\n  x\n\n", "|+\n  x\n\n", "x\n\n")]
    [InlineData("|\n  x", "|\n  x", "x")]
    [InlineData("|\r\n  x\r\n \r\n\r\n", "|\r\n  x\r\n", "x\n")]
    [InlineData("|\r  x\r\r", "|\r  x\r", "x\n")]
    [InlineData("| # c\n  x\n    \n", "| # c\n  x\n    \n", "x\n  \n")]
    [InlineData("|1\n  x\n   \n \n", "|1\n  x\n   \n", " x\n  \n")]
    [InlineData("|2\n    x\n  \n", "|2\n    x\n", "  x\n")]
    [InlineData("|\n\n\n", "|\n", "")]
    [InlineData(">\n  x\n  y\n\n\n", ">\n  x\n  y\n", "x y\n")]
    public void A_block_scalar_ends_with_its_last_line(string block, string expected, string value)
    {
        foreach (var (before, after) in new[] { ("a: ", "b: c"), ("- ", "- c"), ("--- ", "--- c") })
        {
            // YamlDotNet 16.3 takes the lines of a document that is nothing but a block scalar without indentation.
            if (before == "--- " && value.Length == 0)
                continue;
            var text = YamlText.Parse(block.EndsWith('x') ? before + block : before + block + after);
            var scalar = Walk.All(text).Select(stop => stop.Node).OfType<YamlScalar>()
                .First(node => node.Style > YamlScalarStyle.DoubleQuoted);
            Assert.Equal(expected, SourceOf(text, scalar.Span));
            Assert.Equal(value, scalar.Value);
        }
    }

    [Theory]
    [InlineData("a:\nb: 1", 2, " 2")]
    [InlineData("a:   # c\nb: 1", 2, " 2")]
    [InlineData("a: &x\nb: 1", 5, " 2")]
    [InlineData("a: !!str\nb: 1", 8, " 2")]
    [InlineData("{a, b: 1}", 2, ": 2")]
    [InlineData("{a: , b: 1}", 3, " 2")]
    [InlineData("? a\n? b\n: 1", 3, "\n: 2")]
    [InlineData("\uFEFFa:\r\nb: 1", 3, " 2")]
    public void A_value_that_is_not_written_stands_where_it_would_be_written(string source, int offset, string written)
    {
        var value = YamlText.Parse(source).Root!.At("a")!;
        Assert.Equal(new YamlSpan(offset, offset), value.Span);
        var edited = YamlText.Parse(source.Insert(offset, written)).Root!;
        Assert.Equal(("2", "1"), (edited.Text("a"), edited.Text("b")));
    }

    [Fact]
    public void A_pair_in_brackets_reaches_from_its_key_to_its_value()
    {
        var text = YamlText.Parse("[a: b, ? c : [d], {e: f}]");
        var items = ((YamlSequence)text.Root!).Items;
        Assert.Equal(["a: b", "? c : [d]", "{e: f}"], items.Select(item => SourceOf(text, item.Span)));
        Assert.All(items, item => Assert.True(((YamlMapping)item).IsFlow));
    }

    [Fact]
    public void A_value_can_be_replaced_by_a_splice()
    {
        var source = '\uFEFF' + Corpus.Kubeconfig.ReplaceLineEndings("\r\n");
        var text = YamlText.Parse(source);
        var users = (YamlSequence)text.Root!.At("users")!;
        var span = users.Items[0].At("user", "client-certificate")!.Span;
        var edited = string.Concat(source.AsSpan(0, span.Start), "\"/new\"", source.AsSpan(span.End));
        Assert.Equal(source.Replace("/var/lib/kubelet/pki/kubelet-client-current.pem", "\"/new\"", StringComparison.Ordinal), edited);
        Assert.Equal("/new", ((YamlSequence)YamlText.Parse(edited).Root!.At("users")!).Items[0].Text("user", "client-certificate"));
    }

    private static string SourceOf(YamlText text, YamlSpan span) => text.Text[span.Start..span.End];

    /// <summary>Block scalars and plain lines need the indentation of their parent, plain values in brackets need brackets.</summary>
    private static YamlScalar? ParseAlone(YamlText text, Walk.Stop stop)
    {
        var scalar = (YamlScalar)stop.Node;
        var source = SourceOf(text, scalar.Span);
        if (scalar.Style is YamlScalarStyle.SingleQuoted or YamlScalarStyle.DoubleQuoted || stop.Parent is null || source.Length == 0)
            return (YamlScalar?)YamlText.Parse(source).Root;
        if (stop.Parent is YamlMapping { IsFlow: true } or YamlSequence { IsFlow: true })
            return (YamlScalar)((YamlSequence)YamlText.Parse($"[{source}]").Root!).Items[0];
        var indentation = new string(' ', stop.Parent.Column - 1);
        return (YamlScalar)YamlText.Parse($"{indentation}key: {source}").Root!.At("key")!;
    }
}
