namespace KubePki.Yaml.Tests;

/// <summary>Long texts that make careless parsers hang, overflow the stack or eat all memory. A token stops what takes minutes.</summary>
public sealed class HostileTests
{
    /// <summary>Enough for minutes where time grows with the square of the length.</summary>
    private const int Length = 1 << 18;

    [Theory]
    [InlineData("[", 1, 101)]
    [InlineData("{", 1, 101)]
    [InlineData("[\n", 101, 1)]
    [InlineData("- ", 1, 201)]
    [InlineData("? ", 1, 199)]
    [InlineData("{a: ", 1, 401)]
    [InlineData("{\"a\":", 1, 501)]
    [InlineData("{? ", 1, 301)]
    [InlineData("[&a ", 1, 401)]
    public void Nesting_is_limited(string piece, int line, int column)
    {
        var error = Assert.Throws<YamlFormatException>(() => Parse(Repeat(piece)));
        Assert.Contains("deeper than 100 levels", error.Reason, StringComparison.Ordinal);
        Assert.Equal((line, Column: true), (error.Line, Column: Math.Abs(error.Column - column) <= 2));
    }

    // The parser counts on behind the end.
    [Fact]
    public void A_block_at_the_end_ends_with_the_text()
    {
        const string Text = "-..\n...\n>-\n\n.s\r*%%s:\"\n(?addres"
            + "s\r*%%s:\"\n6?address\r*%%s:\"\n(?a\r\n%cddress\r\n%cddre..";
        Assert.Null(Record.Exception(() => Parse(Text)));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_hundred_levels_are_allowed(int depth, bool isAllowed)
    {
        string[] texts =
        [
            new string('[', depth) + new string(']', depth),
            new string('[', depth) + "a" + new string(']', depth) + " # yaml",
            string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth),
            string.Concat(Enumerable.Repeat("- ", depth)) + "a",
            string.Concat(Enumerable.Range(0, depth).Select(i => new string(' ', i) + "a:\n")),
        ];
        foreach (var text in texts)
            Assert.Equal(isAllowed, Record.Exception(() => Parse(text)) is null);
    }

    [Theory]
    [InlineData("[", "1,", "1]")]
    [InlineData("[", "1,", "1] # yaml")]
    [InlineData("- &a x\n", "- *a\n", "")]
    [InlineData("", "---\n", "")]
    public void The_number_of_nodes_is_limited(string start, string piece, string end)
    {
        var error = Assert.Throws<YamlFormatException>(() => Parse(start + string.Concat(Enumerable.Repeat(piece, 1_000_001)) + end));
        Assert.Equal("the text has more than 1,000,000 nodes", error.Reason);
    }

    [Theory]
    [InlineData("", "kkkk", ": v")]
    [InlineData("a: ", "x 'y\" ", "")]
    [InlineData("a:", "\n x", "")]
    [InlineData("a: b", "\n", " c")]
    [InlineData("a: b", " ", "c")]
    [InlineData("a: ", "QUJD", "")]
    [InlineData("", "#x\n", "")]
    [InlineData("\"", "\n ", "\"")]
    [InlineData("\"", "\\u00e9", "\"")]
    [InlineData("", "'x", "")]
    [InlineData("[", "a,", "]")]
    [InlineData("{", "a: b,", "}")]
    [InlineData("[", "[],", "")]
    [InlineData("", "[a]: x\n", "")]
    [InlineData("", "a: b\n", "")]
    [InlineData("", "-\n", "")]
    [InlineData("", "- |\n\n", "")]
    [InlineData("a: |\n", "   \n", "")]
    [InlineData("a: |\n", " ", "x")]
    [InlineData("a: |1\n", " ", "x")]
    [InlineData("a: >\n x\n", "  y\n", "")]
    [InlineData("", ":", "")]
    [InlineData("", "a:", "")]
    [InlineData("", "&a ", "")]
    [InlineData("", "!a ", "")]
    [InlineData("!", "%41", "")]
    [InlineData("", "%a\n", "")]
    [InlineData("", "...\n", "")]
    [InlineData("", "\t", "")]
    [InlineData("", "]", "")]
    [InlineData("a: \"", "😀", "\"")]
    public void A_long_text_is_read_or_refused(string start, string piece, string end) =>
        Assert.True(Record.Exception(() => Parse(start + Repeat(piece) + end)) is null or YamlFormatException);

    [Fact]
    public void A_hundred_levels_around_a_long_list_are_read()
    {
        var root = Parse(new string('[', 100) + Repeat("a,") + new string(']', 100)).Root!;
        Assert.Equal(new YamlSpan(0, Length + 200), root.Span);
    }

    [Fact]
    public void A_hundred_thousand_anchors_are_read()
    {
        var anchors = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"- &a{i} x\n"));
        var items = ((YamlSequence)Parse(anchors + "- *a99999").Root!).Items;
        Assert.Same(items[99_999], items[100_000]);
    }

    [Fact]
    public void Many_documents_may_follow_one_with_many_anchors()
    {
        var anchors = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"- &a{i} x\n"));
        Assert.Equal(100_001, Parse(anchors + string.Concat(Enumerable.Repeat("--- &a x\n", 100_000))).Documents.Count);
    }

    [Fact]
    public void Fifty_thousand_directives_are_read()
    {
        var directives = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"%TAG !a{i}! x\n"));
        Assert.Equal("xb", ((YamlScalar)Parse(directives + "---\n!a49999!b a").Root!).Tag);
    }

    /// <summary>YamlDotNet's buffer holds 1024 characters; only a text that fills it to the brim hides its end.</summary>
    [Theory]
    [InlineData("#{0}\n%F  (s  ")]
    [InlineData("#{0}\r%F  (s  ")]
    [InlineData("\uFEFF#{0}\u2028%F")]
    [InlineData("a: {{\n#{0}\n%F x")]
    [InlineData("%F{0}")]
    public async Task A_directive_at_the_end_of_a_text_is_no_endless_line(string shape)
    {
        foreach (var length in (int[])[1023, 1024, 1025, 2048])
        {
            var text = string.Format(null, shape, "");
            text = string.Format(null, shape, new string('x', length - text.TrimStart('\uFEFF').Length));
            await Task.Run(() => Record.Exception(() => Parse(text))).WaitAsync(TimeSpan.FromSeconds(15));
        }
    }

    private static string Repeat(string piece) => string.Concat(Enumerable.Repeat(piece, Length / piece.Length));

    private static YamlText Parse(string text)
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return YamlText.Parse(text, source.Token);
    }
}
