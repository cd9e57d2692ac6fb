namespace KubePki.Yaml.Tests;

public sealed class DocumentTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("\uFEFF", 0)]
    [InlineData(" \r\n\t\n", 0)]
    [InlineData("# only a comment", 0)]
    [InlineData("---\n", 0)]
    [InlineData("---\n---\n...\n", 0)]
    [InlineData("---\n# c\n---\na\n---\n", 1)]
    [InlineData("--- ~\n", 1)]
    [InlineData("--- &x\n", 1)]
    [InlineData("a: 1\n---\nb: 2\n...\n---\nc: 3\n", 3)]
    [InlineData("%YAML 1.1\n---\na: 1\n", 1)]
    public void Documents_without_a_node_are_left_out(string source, int count)
    {
        var text = YamlText.Parse(source);
        Assert.Equal(count, text.Documents.Count);
        Assert.Equal(count == 0, text.Root is null);
        Assert.Same(source, text.Text);
        Assert.False(text.IsJson);
    }

    [Fact]
    public void Lines_end_at_line_feed_carriage_return_or_both()
    {
        var text = YamlText.Parse("a: 1\r\nb: 2\rc: 3\nd: |\r\n  é\r\ne: 5");
        Assert.Equal([1, 2, 3, 4, 6], ((YamlMapping)text.Root!).Entries.Select(entry => entry.Key.Line));
        Assert.Equal((4, 4), (text.Root.At("d")!.Line, text.Root.At("d")!.Column));
        Assert.Equal((6, 5), text.Locate(text.Text.Length));
        Assert.Equal((1, 6), text.Locate(5));
    }

    [Fact]
    public void The_byte_order_mark_has_no_column_but_an_offset()
    {
        var text = YamlText.Parse("\uFEFFa: 1\nb: 2");
        Assert.Equal(new YamlSpan(1, 10), text.Root!.Span);
        Assert.Equal((1, 1), (text.Root.Line, text.Root.Column));
        Assert.Equal((1, 1), text.Locate(0));
        Assert.Equal((1, 4), text.Locate(4));
        Assert.Equal((2, 4), (text.Root.At("b")!.Line, text.Root.At("b")!.Column));
    }

    [Fact]
    public void A_place_outside_the_text_is_refused()
    {
        var text = YamlText.Parse("a");
        Assert.Equal((1, 2), text.Locate(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Locate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Locate(-1));
    }

    [Fact]
    public void Nothing_can_be_added_to_a_collection()
    {
        var root = (YamlMapping)YamlText.Parse("a: [1]").Root!;
        Assert.True(((ICollection<YamlEntry>)root.Entries).IsReadOnly);
        Assert.True(((ICollection<YamlNode>)((YamlSequence)root.At("a")!).Items).IsReadOnly);
    }

    [Fact]
    public void A_parse_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => YamlText.Parse("a: 1", source.Token));
        Assert.Throws<ArgumentNullException>(() => YamlText.Parse(null!));
    }

    [Theory]
    [InlineData("", "# comment\n")]
    [InlineData("a: |\n", "  text\n")]
    public void A_parse_can_be_stopped_halfway(string start, string piece)
    {
        // It would take the better part of a second.
        var text = start + string.Concat(Enumerable.Repeat(piece, 2_000_000));
        using var source = new CancellationTokenSource();
        // A thread of its own: the pool that serves timers may be busy with other tests.
        var stopper = new Thread(() =>
        {
            Thread.Sleep(10);
            source.Cancel();
        });
        stopper.Start();
        var error = Record.Exception(() => YamlText.Parse(text, source.Token));
        stopper.Join();
        Assert.IsType<OperationCanceledException>(error);
    }
}
