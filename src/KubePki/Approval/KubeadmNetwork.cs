using System.Text.Json;
using KubePki.Model;
using KubePki.Requests;
using KubePki.Yaml;

namespace KubePki.Approval;

/// <summary>What the ConfigMap kubeadm-config says of the network. Other fields, and versions to come, do not matter here.</summary>
internal static class KubeadmNetwork
{
    /// <summary>The facts; null when there is no ClusterConfiguration that can be read.</summary>
    public static NetworkFacts? Read(JsonElement map)
    {
        if (!map.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("ClusterConfiguration", out var text) || text.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return YamlText.Parse(text.GetString()!).Root is { } root ? Read(root) : null;
        }
        catch (YamlFormatException)
        {
            return null;
        }
    }

    private static NetworkFacts Read(YamlNode root)
    {
        var names = (root.At("apiServer", "certSANs") as YamlSequence)?.Items.OfType<YamlScalar>().Select(item => item.Value) ?? [];
        return new NetworkFacts
        {
            ApiEndpoints = TextList.From(names.Concat(Texts(root, "controlPlaneEndpoint")).Where(name => NetworkFacts.HostOf(name).Length > 0)),
            ServiceRanges = Ranges(root, "serviceSubnet"),
            PodRanges = Ranges(root, "podSubnet"),
            ClusterDomain = Texts(root, "networking", "dnsDomain").FirstOrDefault() ?? NetworkFacts.DefaultDomain,
        };
    }

    private static TextList Ranges(YamlNode root, string key) => TextList.From(Texts(root, "networking", key)
        .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(range => Addresses.TryRange(range, out _)));

    private static string[] Texts(YamlNode root, params string[] keys) => root.At(keys) is YamlScalar { IsNull: false, Value.Length: > 0 } scalar ? [scalar.Value] : [];
}
