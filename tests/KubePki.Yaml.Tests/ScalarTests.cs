namespace KubePki.Yaml.Tests;

public sealed class ScalarTests
{
    [Theory]
    [InlineData("a b", "a b", YamlScalarStyle.Plain)]
    [InlineData("a\n  b\n\n  c", "a b\nc", YamlScalarStyle.Plain)]
    [InlineData("https://10.0.0.1:6443", "https://10.0.0.1:6443", YamlScalarStyle.Plain)]
    [InlineData("'it''s # \"'", "it's # \"", YamlScalarStyle.SingleQuoted)]
    [InlineData("\"a\\tb\\u00e9\\U0001F600\\ud83d\\ude00\\\\\\/\"", "a\tbé😀😀\\/", YamlScalarStyle.DoubleQuoted)]
    [InlineData("\"a\\\n  b\"", "ab", YamlScalarStyle.DoubleQuoted)]
    [InlineData("|\n  a\n   b\n", "a\n b\n", YamlScalarStyle.Literal)]
    [InlineData(">\n  a\n  b\n\n  c\n", "a b\nc\n", YamlScalarStyle.Folded)]
    public void Values_are_decoded(string source, string value, YamlScalarStyle style)
    {
        foreach (var text in new[] { source, source.ReplaceLineEndings("\r\n"), source.ReplaceLineEndings("\r") })
        {
            var scalar = (YamlScalar)YamlText.Parse("key: " + text).Root!.At("key")!;
            Assert.Equal((value, style), (scalar.Value, scalar.Style));
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("~", true)]
    [InlineData("null", true)]
    [InlineData("Null", true)]
    [InlineData("NULL", true)]
    [InlineData("!!null ''", false)]
    [InlineData("!!null", true)]
    [InlineData("!!str", false)]
    [InlineData("!!str ~", false)]
    [InlineData("nULL", false)]
    [InlineData("'null'", false)]
    [InlineData("\"\"", false)]
    [InlineData("''", false)]
    [InlineData("|\n", false)]
    public void Null_is_plain_and_empty_or_a_word_for_it(string source, bool isNull)
    {
        var root = YamlText.Parse("key: " + source).Root!;
        var scalar = (YamlScalar)root.At("key")!;
        Assert.Equal(isNull, scalar.IsNull);
        Assert.Equal(isNull ? null : scalar.Value, root.Text("key"));
    }

    [Theory]
    [InlineData(true, "true True TRUE yes Yes YES on On ON y Y")]
    [InlineData(false, "false False FALSE no No NO off Off OFF n N")]
    [InlineData(null, "tRUE yES 1 0 ~ t f truee 'true' \"false\"")]
    public void Truth_values_are_those_of_Kubernetes(bool? expected, string words)
    {
        foreach (var word in words.Split(' '))
        {
            Assert.Equal(expected, ((YamlScalar)YamlText.Parse("key: " + word).Root!.At("key")!).AsBoolean());
            Assert.Equal(expected, ((YamlScalar)YamlText.Parse($"key: !!bool {word}").Root!.At("key")!).AsBoolean());
            Assert.Null(((YamlScalar)YamlText.Parse("key: !!str " + word).Root!.At("key")!).AsBoolean());
        }
    }

    [Theory]
    [InlineData("!!str 1", "tag:yaml.org,2002:str")]
    [InlineData("!local 1", "!local")]
    [InlineData("!<tag:x,1:y> 1", "tag:x,1:y")]
    [InlineData("! 1", "!")]
    [InlineData("1", null)]
    public void Tags_are_given_in_their_long_form(string source, string? tag)
    {
        var scalar = (YamlScalar)YamlText.Parse("key: " + source).Root!.At("key")!;
        Assert.Equal(tag, scalar.Tag);
        Assert.Equal("1", scalar.Value);
    }

    [Fact]
    public void A_line_of_fifty_thousand_characters_is_ordinary()
    {
        var data = string.Concat(Enumerable.Repeat("QUJDRA==", 50_000 / 8));
        string[] values = [$"{data}\n", $"\"{data}\"\n", $"\n- {data}\n", $"|\n  {data}\n"];
        foreach (var source in values.Select(value => $"a: {value}b: 1").Append($"{{a: {data}, b: 1}}"))
        {
            var root = YamlText.Parse(source).Root!;
            var scalar = root.At("a") is YamlSequence sequence ? sequence.Items[0] : root.At("a");
            Assert.Equal(data, ((YamlScalar)scalar!).Value.TrimEnd());
            Assert.Equal("1", root.Text("b"));
        }
    }

    [Fact]
    public void No_text_form_shows_a_value()
    {
        var text = YamlText.Parse("key: secret\nlist: [secret]");
        foreach (var shown in Walk.All(text).Select(stop => stop.Node.ToString()).Append(text.ToString()))
            Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.Equal("key", ((YamlMapping)text.Root!).Entries[0].ToString());
        Assert.Equal("YamlScalar at line 1, column 6", text.Root.At("key")!.ToString());
    }
}
