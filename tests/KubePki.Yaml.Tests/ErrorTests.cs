namespace KubePki.Yaml.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("a: b: c", 1, 5, "a second key and colon")]
    [InlineData("a: 1\r\nb: 'x\r\nc: 2\r\n", 2, 4, "the closing quote is missing")]
    [InlineData("a: 1\n\nb: \"x\n", 3, 4, "the closing quote is missing")]
    [InlineData("a:\n\tb: c", 2, 1, "a tab is used for indentation")]
    [InlineData("a: 1\n  b: 2", 2, 4, "a second key and colon")]
    [InlineData("a:\n  b: 1\n c: 2", 3, 2, "the indentation is wrong")]
    [InlineData("a: 1\nb\nc: 2", 2, 1, "the colon is missing")]
    [InlineData("- a\nb: c", 2, 1, "a list entry (-) is expected here")]
    [InlineData("a: {b: c", 1, 9, "a comma or the closing } is missing")]
    [InlineData("a: [b, c\nd: e", 2, 1, "or the closing bracket is missing")]
    [InlineData("a: [b, c\n", 2, 1, "a comma or the closing ] is missing")]
    [InlineData("a: @b", 1, 4, "a value cannot start with this character")]
    [InlineData("[a, @b]", 1, 5, "a value cannot start with this character")]
    [InlineData("a: \"\\q\"", 1, 5, "an unknown escape")]
    [InlineData("a: \"\\ud800\"", 1, 11, "unpaired surrogate")]
    [InlineData("a: !x!y z", 1, 4, "a tag whose prefix is not declared")]
    [InlineData("a: 1\n: 2", 2, 1, "a key is expected before the colon")]
    [InlineData("a: [\nb]", 2, 1, "must be indented more")]
    [InlineData("a: {b: {c: d} e: f}", 1, 15, "a comma is missing")]
    [InlineData("a: 1\r\nb: \u0000", 2, 4, "U+0000 is a control character")]
    [InlineData("a: \u0007", 1, 4, "U+0007 is a control character")]
    [InlineData("\uFEFFa: \u007F", 1, 4, "U+007F is a control character")]
    [InlineData("a: \u0080", 1, 4, "U+0080 is a control character")]
    [InlineData("a: \uFFFE", 1, 4, "U+FFFE is a control character")]
    public void An_error_says_where_and_what_in_plain_words(string source, int line, int column, string reason)
    {
        var error = Assert.Throws<YamlFormatException>(() => YamlText.Parse(source));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Equal($"line {line}, column {column}: {error.Reason}", error.Message);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public void Half_a_character_is_an_error_everywhere()
    {
        foreach (var source in new[] { "a: x\uD800", "a: \uDC00x", "a: \uD800\uD800", "{\"a\": \"\uD83D\"}", "\uDE00\uD83D" })
        {
            var error = Assert.Throws<YamlFormatException>(() => YamlText.Parse(source));
            Assert.Contains("half a character", error.Reason, StringComparison.Ordinal);
        }
        Assert.Equal("😀😀x😀", YamlText.Parse("a: 😀😀x😀").Root!.Text("a"));
    }

    [Fact]
    public void What_YAML_takes_is_taken()
    {
        Assert.Equal("\u00A0é\uE000\uFFFD", YamlText.Parse("a: \u00A0é\uE000\uFFFD").Root!.Text("a"));
        Assert.Equal("2", YamlText.Parse("a: 1\u0085b: 2\u2028c: 3").Root!.Text("b"));
        Assert.Equal("x\ty", YamlText.Parse("a:\tx\ty\t\n").Root!.Text("a"));
    }

    [Fact]
    public void An_anchored_value_in_braces_does_not_swallow_the_comma_behind_it()
    {
        var root = YamlText.Parse("{a: &x 1, b: *x, c: &y 'q', d: 4}").Root!;
        Assert.Equal(["1", "1", "q", "4"], "abcd".Select(key => root.Text(key.ToString())));
    }

    [Theory]
    [InlineData("|2\n", true)]
    [InlineData("|-9 # c\r\n", true)]
    [InlineData("|2+\u2028", true)]
    [InlineData("|\n", false)]
    [InlineData(">2\n", false)]
    public void Spaces_that_the_scanner_cannot_look_over_are_refused(string header, bool isRefused)
    {
        var source = $"a: {header}{new string(' ', 3000)}x\nb: c";
        if (!isRefused)
        {
            Assert.Equal("c", YamlText.Parse(source).Root!.Text("b"));
            return;
        }
        var error = Assert.Throws<YamlFormatException>(() => YamlText.Parse(source));
        Assert.Contains("more than 1000 spaces below", error.Reason, StringComparison.Ordinal);
        Assert.Equal("c", YamlText.Parse($"a: {header}{new string(' ', 999)}x\nb: c").Root!.Text("b"));
    }

    [Fact]
    public void Every_part_of_a_text_is_read_or_refused()
    {
        foreach (var source in Corpus.Originals)
        {
            for (var length = 0; length < source.Length; length++)
            {
                ReadOrRefuse(source[..length]);
                ReadOrRefuse(source[length..]);
            }
        }
    }

    [Fact]
    public void Every_broken_text_is_read_or_refused()
    {
        string[] pieces =
        [
            "\n", "\r\n", "\n ", "\n  ", "\t", ": ", ":", "- ", "-", "? ", "[", "]", "{", "}", ",", "'", "\"", "#", " #", "&a ", "*a",
            "!!str ", "!", "|", "|-\n", ">2\n", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "\\", "\\u", "@", "`", "<<: ",
            "\u2028", "\u0085", "é", "😀", "\0", "x", "",
        ];
        // The numbers are always the same, so that a failure can be repeated.
        var random = new Random(20240229);
        foreach (var source in Corpus.Originals)
        {
            for (var i = 0; i < 400; i++)
            {
                var text = source;
                for (var edits = random.Next(1, 4); edits > 0; edits--)
                {
                    var at = random.Next(text.Length);
                    var removed = Math.Min(random.Next(3), text.Length - at);
                    text = text.Remove(at, removed).Insert(at, pieces[random.Next(pieces.Length)]);
                }
                ReadOrRefuse(text);
            }
        }
    }

    /// <summary>Any exception but the one that is promised fails the test, and so does a node outside the text.</summary>
    private static void ReadOrRefuse(string source)
    {
        try
        {
            var text = YamlText.Parse(source);
            foreach (var stop in Walk.All(text))
            {
                Assert.InRange(stop.Place.Start, stop.Parent?.Span.Start ?? 0, stop.Place.End);
                Assert.InRange(stop.Place.End, stop.Place.Start, stop.Parent?.Span.End ?? source.Length);
            }
        }
        catch (YamlFormatException error)
        {
            Assert.True(error is { Line: > 0, Column: > 0, Reason.Length: > 0 });
        }
    }
}
