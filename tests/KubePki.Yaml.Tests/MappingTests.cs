using System.Globalization;

namespace KubePki.Yaml.Tests;

public sealed class MappingTests
{
    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", false)]
    [InlineData("{a: 1, b: 2, a: 3}", true)]
    [InlineData("{\"a\": 1, \"b\": 2, \"a\": 3}", true)]
    public void Of_a_key_that_comes_twice_the_last_counts_and_all_are_kept(string source, bool isFlow)
    {
        var mapping = (YamlMapping)YamlText.Parse(source).Root!;
        Assert.Equal("3", mapping.Text("a"));
        Assert.Equal(["a", "b", "a"], mapping.Entries.Select(entry => ((YamlScalar)entry.Key).Value));
        Assert.Equal(isFlow, mapping.IsFlow);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(5000)]
    public void Keys_are_found_in_small_and_large_mappings(int count)
    {
        var lines = Enumerable.Range(0, count).Select(i => $"k{i}: {i}").Append("k1: last");
        var mapping = (YamlMapping)YamlText.Parse(string.Join('\n', lines)).Root!;
        Assert.Equal((count - 1).ToString(CultureInfo.InvariantCulture), mapping.Text($"k{count - 1}"));
        Assert.Equal("last", mapping.Text("k1"));
        Assert.Null(mapping["K1"]);
        Assert.Null(mapping[""]);
    }

    [Fact]
    public void A_walk_ends_where_something_is_not_a_mapping()
    {
        var root = YamlText.Parse("a: {b: {c: 1}, d: [x], ? [e] : f}\n").Root!;
        Assert.Equal("1", root.Text("a", "b", "c"));
        Assert.Same(root, root.At());
        Assert.Null(root.At("a", "b", "c", "d"));
        Assert.Null(root.At("a", "d", "x"));
        Assert.Null(root.At("x", "y"));
        Assert.Null(root.Text("a", "d"));
        Assert.IsType<YamlSequence>(((YamlMapping)root.At("a")!).Entries[2].Key);
    }

    [Fact]
    public void Merged_mappings_are_asked_after_the_own_keys_and_in_their_order()
    {
        var root = YamlText.Parse("""
            one: &one {a: 1, b: 1, c: 1}
            two: &two {b: 2, d: 2}
            three: &three {<<: *two, e: 3}
            m:
              a: own
              <<: [*three, *one]
            n:
              <<: *three
              d: own
            """).Root!;
        Assert.Equal(["own", "2", "1", "2", "3"], "abcde".Select(key => root.Text("m", key.ToString())));
        Assert.Equal("own", root.Text("n", "d"));
        Assert.Null(root.At("m", "z"));
    }

    [Theory]
    [InlineData("\"<<\": {a: 1}")]
    [InlineData("'<<': {a: 1}")]
    [InlineData("!!str <<: {a: 1}")]
    [InlineData("<<: a")]
    [InlineData("<<:")]
    [InlineData("<<: [a, [{a: 1}]]")]
    [InlineData("{\"<<\": {\"a\": 1}}")]
    public void Only_mappings_behind_a_plain_key_are_merged(string source) => Assert.Null(YamlText.Parse(source).Root!.At("a"));

    [Fact]
    public void Merging_over_exponentially_many_ways_takes_one_step_for_each_mapping()
    {
        var lines = Enumerable.Range(1, 45).Select(i => $"a{i}: &a{i} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 50))}]}}");
        var root = YamlText.Parse("a0: &a0 {x: 1}\n" + string.Join('\n', lines)).Root!;
        Assert.Equal("1", root.Text("a45", "x"));
        Assert.Null(root.At("a45", "y"));
    }

    [Fact]
    public void Many_mappings_may_merge_the_same_long_list()
    {
        var root = YamlText.Parse(
            "all: &all [" + string.Concat(Enumerable.Repeat("{},", 20_000)) + "{x: 1}]\n"
            + "list:\n" + string.Concat(Enumerable.Repeat("- {<<: *all}\n", 20_000))).Root!;
        Assert.Equal("1", ((YamlSequence)root.At("list")!).Items[^1].Text("x"));
    }
}
