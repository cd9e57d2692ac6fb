namespace KubePki.Yaml.Tests;

public sealed class AliasTests
{
    [Fact]
    public void An_alias_is_the_node_it_names()
    {
        var root = YamlText.Parse("a: &x {k: v}\nb: *x\nc: [*x]\n").Root!;
        Assert.Same(root.At("a"), root.At("b"));
        Assert.Same(root.At("a"), ((YamlSequence)root.At("c")!).Items[0]);
        Assert.Equal("x", root.At("b")!.Anchor);
        Assert.Null(root.Anchor);
    }

    [Fact]
    public void Entries_and_items_know_where_the_alias_stands()
    {
        var text = YamlText.Parse("a: &x v\n*x : *x\nc:\n- *x\n- w\n");
        var root = (YamlMapping)text.Root!;
        Assert.Equal("*x", Source(root.Entries[1].KeySpan));
        Assert.Equal("*x", Source(root.Entries[1].ValueSpan));
        Assert.Equal("v", Source(root.Entries[1].Value.Span));
        var list = (YamlSequence)root.At("c")!;
        Assert.Equal(["*x", "w"], list.ItemSpans.Select(Source));
        Assert.Equal("- *x\n- w", Source(list.Span));

        string Source(YamlSpan span) => text.Text[span.Start..span.End];
    }

    [Fact]
    public void The_last_node_with_an_anchor_counts()
    {
        var items = ((YamlSequence)YamlText.Parse("- &a 1\n- *a\n- &a [&a 2, *a]\n- *a\n").Root!).Items;
        Assert.Equal("1", ((YamlScalar)items[1]).Value);
        Assert.Equal("2", ((YamlScalar)((YamlSequence)items[2]).Items[1]).Value);
        Assert.Equal("2", ((YamlScalar)items[3]).Value);
    }

    [Theory]
    [InlineData("a: *x", 1, 4, "*x has no anchor")]
    [InlineData("a: *x\nb: &x 1", 1, 4, "*x has no anchor")]
    [InlineData("&x 1\n---\n*x", 3, 1, "*x has no anchor")]
    [InlineData("&a [*a]", 1, 5, "inside the node that it refers to")]
    [InlineData("a: &a\n  b: {c: *a}", 2, 10, "inside the node that it refers to")]
    [InlineData("- &a 1\n- &a [*a]", 2, 7, "inside the node that it refers to")]
    [InlineData("&a {<<: *a}", 1, 9, "inside the node that it refers to")]
    public void An_alias_to_nothing_or_to_what_holds_it_is_an_error(string source, int line, int column, string reason)
    {
        var error = Assert.Throws<YamlFormatException>(() => YamlText.Parse(source));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_of_aliases_is_no_longer_than_its_text()
    {
        var lines = Enumerable.Range(1, 90).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 20))}]");
        var root = YamlText.Parse("a0: &a0 [lol]\n" + string.Join('\n', lines)).Root!;
        Assert.Equal(20, ((YamlSequence)root.At("a90")!).Items.Count);
        Assert.Equal(2 + (90 * 2) + 1 + (90 * 20), Walk.All(YamlText.Parse("a0: &a0 [lol]\n" + string.Join('\n', lines))).Count() - 1);
    }

    [Fact]
    public void Aliases_do_not_lead_deeper_than_the_limit()
    {
        var lines = Enumerable.Range(1, 200).Select(i => $"- &a{i} [*a{i - 1}]\n").ToList();
        YamlText.Parse("- &a0 x\n" + string.Concat(lines.Take(99)));
        var error = Assert.Throws<YamlFormatException>(() => YamlText.Parse("- &a0 x\n" + string.Concat(lines)));
        Assert.Equal((101, 10), (error.Line, error.Column));
        Assert.Contains("deeper than 100 levels", error.Reason, StringComparison.Ordinal);
    }
}
