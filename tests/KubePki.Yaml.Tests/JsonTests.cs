using System.Text.Json;

namespace KubePki.Yaml.Tests;

public sealed class JsonTests
{
    [Fact]
    public void Spans_are_characters_of_the_text_and_not_bytes()
    {
        var text = YamlText.Parse("\uFEFF {\"ключ\": \"é😀\\n\", \"n\": [1, -2.5e3, true, null], \"s\": {\"\": \"\"}}\r\n");
        Assert.True(text.IsJson);
        Assert.Equal(
            ["\"ключ\"", "\"é😀\\n\"", "\"n\"", "[1, -2.5e3, true, null]", "1", "-2.5e3", "true", "null",
                "\"s\"", "{\"\": \"\"}", "\"\"", "\"\""],
            Walk.All(text).Skip(1).Select(stop => text.Text[stop.Place.Start..stop.Place.End]));
        Assert.Equal("é😀\n", text.Root!.Text("ключ"));
        Assert.Equal(new YamlSpan(2, text.Text.Length - 2), text.Root.Span);
        Assert.True(((YamlMapping)text.Root).IsFlow);
    }

    [Fact]
    public void Numbers_and_words_are_plain_and_strings_are_in_double_quotes()
    {
        var items = ((YamlSequence)YamlText.Parse("[1, true, false, null, \"true\"]").Root!).Items.Cast<YamlScalar>().ToList();
        Assert.Equal([true, false, null, null], items.Skip(1).Select(item => item.AsBoolean()));
        Assert.Equal([false, false, false, true, false], items.Select(item => item.IsNull));
        Assert.Equal(YamlScalarStyle.DoubleQuoted, items[4].Style);
        Assert.Equal(YamlScalarStyle.Plain, items[0].Style);
    }

    [Theory]
    [InlineData("{\n\t\"a\":\t1\n}")]
    [InlineData("\t{\"a\":1}\t")]
    [InlineData("{\"a\" : 1, \"b\": \"\u007F\"}")]
    public void Json_may_have_what_yaml_may_not(string source)
    {
        var text = YamlText.Parse(source);
        Assert.True(text.IsJson);
        Assert.Equal("1", text.Root!.Text("a"));
    }

    [Theory]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{\n\t\"a\": 1, # comment\n}")]
    [InlineData("{a: 1}")]
    [InlineData("{'a': 01}")]
    [InlineData("{\"a\": 1}\n---\nb: 2")]
    [InlineData("{\"a\": 1} # comment")]
    public void What_is_not_strict_json_is_read_as_yaml(string source)
    {
        var text = YamlText.Parse(source);
        Assert.False(text.IsJson);
        Assert.Equal('1', text.Root!.Text("a")![^1]);
    }

    [Theory]
    [InlineData("{\"a\": 1 \"b\": 2}")]
    [InlineData("{\"a\": {\"x\": 1} \"b\": 2}")]
    [InlineData("{\"a\": [1] \"b\": 2}")]
    [InlineData("{\"a\": \"x\" \"b\": 2}")]
    [InlineData("[{\"a\": 1} {\"b\": 2}]")]
    [InlineData("[\"a\" \"b\"]")]
    [InlineData("{\"a\": [1, 2}")]
    [InlineData("{\"a\": 1")]
    [InlineData("{\"a\": 1]")]
    [InlineData("{\"a\": 1}}")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    [InlineData("{\"a\": \"\\ud800\\u0041\"}")]
    public void Broken_json_is_not_taken_for_yaml(string source) =>
        Assert.Throws<YamlFormatException>(() => YamlText.Parse(source));

    [Fact]
    public void A_missing_comma_is_named_where_it_is_missing()
    {
        var error = Assert.Throws<YamlFormatException>(() => YamlText.Parse("{\n  \"a\": {\"x\": 1}\n  \"b\": 2\n}"));
        Assert.Equal("line 3, column 3: a comma is missing before this", error.Message);
    }

    [Fact]
    public void The_tree_is_that_of_the_json_parser_of_dotnet()
    {
        using var document = JsonDocument.Parse(Corpus.Conflist);
        AssertSame(document.RootElement, YamlText.Parse(Corpus.Conflist).Root!);
        // And the YAML parser agrees: a comment makes it leave the path for JSON.
        var asYaml = YamlText.Parse(Corpus.Conflist + "\n# comment");
        Assert.False(asYaml.IsJson);
        AssertSame(document.RootElement, asYaml.Root!);
    }

    private static void AssertSame(JsonElement expected, YamlNode actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Count(), ((YamlMapping)actual).Entries.Count);
                foreach (var property in expected.EnumerateObject())
                    AssertSame(property.Value, actual.At(property.Name)!);
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), ((YamlSequence)actual).Items.Count);
                foreach (var (item, node) in expected.EnumerateArray().Zip(((YamlSequence)actual).Items))
                    AssertSame(item, node);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), ((YamlScalar)actual).Value);
                break;
            default:
                Assert.Equal(expected.GetRawText(), ((YamlScalar)actual).Value);
                break;
        }
    }
}
