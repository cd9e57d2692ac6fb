using System.Text.Json;
using KubePki.Requests;

namespace KubePki.Approval;

/// <summary>The addresses in objects of services.</summary>
internal static class ServiceAddresses
{
    /// <summary>The addresses of the API servers, of the Endpoints <c>default/kubernetes</c>.</summary>
    public static IEnumerable<string> OfEndpoints(JsonElement item) =>
        Items(item, "subsets").SelectMany(subset => Items(subset, "addresses")).SelectMany(address => Texts(address, "ip", "hostname"));

    /// <summary>The addresses that a service was given out of the cluster's ranges.</summary>
    public static IEnumerable<string> InRanges(JsonElement item)
    {
        var spec = Part(item, "spec");
        return OnlyAddresses(Texts(spec, "clusterIP").Concat(Strings(spec, "clusterIPs")));
    }

    /// <summary>The other addresses under which a service is reached.</summary>
    public static IEnumerable<string> Others(JsonElement item)
    {
        var spec = Part(item, "spec");
        var ingress = Items(Part(Part(item, "status"), "loadBalancer"), "ingress").SelectMany(entry => Texts(entry, "ip"));
        return OnlyAddresses(Texts(spec, "loadBalancerIP").Concat(Strings(spec, "externalIPs")).Concat(ingress));
    }

    // A service without an address says None.
    private static IEnumerable<string> OnlyAddresses(IEnumerable<string> texts) =>
        texts.Where(text => Addresses.Parse(text) is not null).Distinct(StringComparer.Ordinal);

    private static JsonElement Part(JsonElement item, string key) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var part) ? part : default;

    private static JsonElement[] Items(JsonElement item, string key) => Part(item, key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static IEnumerable<string> Strings(JsonElement item, string key) => Items(item, key).Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString()!);

    private static IEnumerable<string> Texts(JsonElement item, params string[] keys) =>
        keys.Select(key => Part(item, key)).Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!);
}
