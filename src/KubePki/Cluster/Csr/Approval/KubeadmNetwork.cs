using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Yaml;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>What the ConfigMap kubeadm-config says of the network. Other fields, and versions to come, do not matter here.</summary>
internal static class KubeadmNetwork
{
    /// <summary>The facts; null when there is no ClusterConfiguration that can be read.</summary>
    /// <param name="text">What the map has under <c>ClusterConfiguration</c>; null when it has nothing.</param>
    public static NetworkFacts? Read(string? text)
    {
        try
        {
            return text is not null && YamlText.Parse(text).Root is { } root ? Read(root) : null;
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
            ApiEndpoints = TextList.From(names.Concat(Texts(root, "controlPlaneEndpoint"))
                .Where(name => NetworkFacts.HostOf(name).Length > 0)),
            ServiceRanges = Ranges(root, "serviceSubnet"),
            PodRanges = Ranges(root, "podSubnet"),
            ClusterDomain = Texts(root, "networking", "dnsDomain").FirstOrDefault() ?? NetworkFacts.DefaultDomain,
        };
    }

    private static TextList Ranges(YamlNode root, string key) => TextList.From(Texts(root, "networking", key)
        .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(range => Addresses.TryRange(range, out _)));

    private static string[] Texts(YamlNode root, params string[] keys) =>
        root.At(keys) is YamlScalar { IsNull: false, Value.Length: > 0 } scalar ? [scalar.Value] : [];
}
