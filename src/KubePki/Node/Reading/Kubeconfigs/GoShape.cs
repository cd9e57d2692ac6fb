namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>A Go type as encoding/json fills it.</summary>
/// <param name="Type">Its name in messages, <c>string</c> or <c>v1.Cluster</c>.</param>
/// <param name="Kind">What it is filled from: a value of <see cref="YamlKind"/>.</param>
internal sealed record GoShape(string Type, string Kind)
{
    public static readonly GoShape Text = new("string", YamlKind.Text);
    public static readonly GoShape Truth = new("bool", YamlKind.Bool);
    public static readonly GoShape Octets = new("[]uint8", YamlKind.Text);

    /// <summary>The fields of a struct, in the order of their names: so JSON made of YAML is sorted.</summary>
    public IReadOnlyList<(string Name, GoShape Shape)> Fields { get; init; } = [];

    /// <summary>What a list or a map has.</summary>
    public GoShape? Item { get; init; }

    public static GoShape Struct(string name, params (string Name, GoShape Shape)[] fields) =>
        new("v1." + name, YamlKind.Mapping) { Fields = [.. fields.OrderBy(field => field.Name, StringComparer.Ordinal)] };

    public static GoShape ListOf(GoShape item) => new("[]" + item.Type, YamlKind.List) { Item = item };

    public static GoShape MapOf(GoShape item) => new("map[string]" + item.Type, YamlKind.Mapping) { Item = item };
}
