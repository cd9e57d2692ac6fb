using System.Text.Json;
using KubePki.Reports;

namespace KubePki.Tests.Reports;

/// <summary>YAML and columns are made from JSON, and say the same.</summary>
public sealed class OutputFormTests
{
    private const string Json = """
        [{"name":"a","none":null,"no":"no","number":"1.20","int":3,"truth":true,"time":"2020-07-27T06:24:58Z","empty":[],"object":{},
          "list":["x","y: z"],"of":[{"k":"v","l":[{"m":1},{"m":2}]}],"odd":" # -\n\"","colon":"a:","far":"\ud83d\ude00"},"plain"]
        """;

    [Fact]
    public void Yaml_is_read_as_what_the_json_says()
    {
        using var json = JsonDocument.Parse(Json);
        var yaml = YamlForm.Of(json.RootElement);
        var read = new YamlDotNet.Serialization.DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(yaml);
        var again = new YamlDotNet.Serialization.SerializerBuilder().JsonCompatible().Build().Serialize(read);
        using var same = JsonDocument.Parse(again);
        Assert.True(JsonElement.DeepEquals(json.RootElement, same.RootElement), yaml + again);
    }

    [Theory]
    [InlineData("{}", "{}\n")]
    [InlineData("[]", "[]\n")]
    [InlineData("\"x\"", "x\n")]
    public void What_is_no_block_is_a_line(string text, string yaml)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Equal(yaml, YamlForm.Of(json.RootElement));
    }

    [Fact]
    public void Columns_are_fields_of_any_depth()
    {
        using var json = JsonDocument.Parse(Json);
        var text = CustomColumns.Parse("N:.name,ALL:{.of[*].l[*].m},ONE:of[0].l[1].m,LIST:.list,GONE:.x.y")!
            .Write(json.RootElement).ToString();
        var lines = text.Split('\n');
        Assert.Matches("^N +ALL +ONE +LIST +GONE$", lines[0]);
        Assert.Matches("^a +1,2 +2 +x,y: z +<none>$", lines[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NAME")]
    [InlineData("NAME:")]
    [InlineData(":.name")]
    [InlineData("A:.a,,B:.b")]
    public void Columns_without_a_header_or_a_field_are_refused(string columns) => Assert.Null(CustomColumns.Parse(columns));
}
