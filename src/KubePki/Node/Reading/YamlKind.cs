using System.Text.RegularExpressions;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>What YAML becomes as JSON, in the words of Go's encoding/json (go.yaml.in/yaml/v2, resolve.go).</summary>
internal static partial class YamlKind
{
    public const string Null = "null";
    public const string Text = "string";
    public const string Bool = "bool";
    public const string List = "array";
    public const string Mapping = "object";

    private const string Number = "number";

    /// <summary>The kind of a node.</summary>
    public static string Of(YamlNode node) => node switch
    {
        YamlMapping => Mapping,
        YamlSequence => List,
        YamlScalar { IsNull: true } => Null,
        YamlScalar scalar when scalar.AsBoolean() is not null => Bool,
        YamlScalar { Style: YamlScalarStyle.Plain, Tag: null } plain when NumberForm().IsMatch(plain.Value) => Number,
        _ => Text,
    };

    [GeneratedRegex(@"^[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
        + @"|\.[0-9_]+(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();
}
