using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>
/// The types of a kubeconfig's fields (client-go, tools/clientcmd/api/v1/types.go). A value of another type spoils the file.
/// </summary>
internal static class KubeconfigShape
{
    private static readonly GoShape Extensions = GoShape.ListOf(GoShape.Struct("NamedExtension", ("name", GoShape.Text)));

    private static readonly GoShape Cluster = GoShape.Struct("Cluster",
        ("server", GoShape.Text), ("tls-server-name", GoShape.Text), ("insecure-skip-tls-verify", GoShape.Truth),
        ("certificate-authority", GoShape.Text), ("certificate-authority-data", GoShape.Octets), ("proxy-url", GoShape.Text),
        ("disable-compression", GoShape.Truth), ("extensions", Extensions));

    private static readonly GoShape Exec = GoShape.Struct("ExecConfig",
        ("command", GoShape.Text), ("args", GoShape.ListOf(GoShape.Text)),
        ("env", GoShape.ListOf(GoShape.Struct("ExecEnvVar", ("name", GoShape.Text), ("value", GoShape.Text)))),
        ("apiVersion", GoShape.Text), ("installHint", GoShape.Text), ("provideClusterInfo", GoShape.Truth),
        ("interactiveMode", GoShape.Text with { Type = "v1.ExecInteractiveMode" }));

    private static readonly GoShape User = GoShape.Struct("AuthInfo",
        ("client-certificate", GoShape.Text), ("client-certificate-data", GoShape.Octets), ("client-key", GoShape.Text),
        ("client-key-data", GoShape.Octets), ("token", GoShape.Text), ("tokenFile", GoShape.Text), ("as", GoShape.Text),
        ("as-uid", GoShape.Text), ("as-groups", GoShape.ListOf(GoShape.Text)),
        ("as-user-extra", GoShape.MapOf(GoShape.ListOf(GoShape.Text))), ("username", GoShape.Text), ("password", GoShape.Text),
        ("auth-provider", GoShape.Struct("AuthProviderConfig", ("name", GoShape.Text), ("config", GoShape.MapOf(GoShape.Text)))),
        ("exec", Exec), ("extensions", Extensions));

    private static readonly GoShape Context = GoShape.Struct("Context",
        ("cluster", GoShape.Text), ("user", GoShape.Text), ("namespace", GoShape.Text), ("extensions", Extensions));

    private static readonly GoShape Config = GoShape.Struct("Config",
        ("kind", GoShape.Text), ("apiVersion", GoShape.Text), ("current-context", GoShape.Text), ("extensions", Extensions),
        ("preferences", GoShape.Struct("Preferences", ("colors", GoShape.Truth), ("extensions", Extensions))),
        ("clusters", Named("NamedCluster", "cluster", Cluster)),
        ("users", Named("NamedAuthInfo", "user", User)),
        ("contexts", Named("NamedContext", "context", Context)));

    private const int Enough = 20;

    /// <summary>Values of the wrong type; Go tells of the first. What aliases repeat is looked at once.</summary>
    public static IReadOnlyList<KubeconfigFault> Check(YamlNode root) =>
        [.. Check(root, Config, new("", "", "the file"), []).Take(Enough)];

    private static GoShape Named(string type, string field, GoShape shape) =>
        GoShape.ListOf(GoShape.Struct(type, ("name", GoShape.Text), (field, shape)));

    private static IEnumerable<KubeconfigFault> Check(YamlNode node, GoShape shape, Place place, HashSet<(YamlNode, GoShape)> seen)
    {
        var kind = YamlKind.Of(node);
        if (kind == YamlKind.Null || !seen.Add((node, shape)))
            return [];
        if (kind != shape.Kind)
            return [new KubeconfigFault(Reason(kind, shape, place.Words),
                $"json: cannot unmarshal {kind} into Go struct field {place.Struct}.{place.Path} of type {shape.Type}", node.Line)];
        return node switch
        {
            YamlSequence list => list.Items.SelectMany(item =>
                Check(item, shape.Item!, place with { Words = $"an entry of {place.Words}" }, seen)),
            YamlMapping map when shape.Item is { } item => map.Entries.SelectMany(entry => Check(entry.Value, item, place, seen)),
            YamlMapping map => shape.Fields.SelectMany(field => map[field.Name] is { } value
                ? Check(value, field.Shape, place.At(field.Name, shape), seen) : []),
            _ => [],
        };
    }

    private static string Reason(string kind, GoShape shape, string place) =>
        shape.Kind == YamlKind.List ? $"{place} is not a list"
        : shape.Kind == YamlKind.Mapping && shape.Fields.Count == 2 && shape.Fields.Any(field => field.Name == "name")
            ? $"{place} has no name and no {shape.Fields.First(field => field.Name != "name").Name}"
        : $"{place} must be a {shape.Kind}, not {(kind is YamlKind.List or YamlKind.Mapping ? "an" : "a")} {kind}"
            + (shape.Kind == YamlKind.Text && kind is not (YamlKind.List or YamlKind.Mapping) ? ": put quotes around it" : "");

    private sealed record Place(string Struct, string Path, string Words)
    {
        public Place At(string field, GoShape owner) => new(owner.Type["v1.".Length..],
            Path.Length == 0 ? field : $"{Path}.{field}", Path.Length == 0 ? field : $"{field} of {Words}");
    }
}
