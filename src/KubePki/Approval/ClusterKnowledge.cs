using System.Text.Json;
using KubePki.Cluster;
using KubePki.Model;
using KubePki.Requests;

namespace KubePki.Approval;

/// <summary>What the cluster says of its nodes and of what belongs to no node. What may not be read is told, and approves nothing.</summary>
internal sealed class ClusterKnowledge(ClusterClient client, Action<string> warn)
{
    /// <summary>All nodes.</summary>
    /// <exception cref="ClusterException">They cannot be read: without them nothing could be approved.</exception>
    public async Task<IReadOnlyList<KubeNode>> NodesAsync(CancellationToken cancellation)
    {
        var nodes = new List<KubeNode>();
        await foreach (var item in client.ListAsync("/api/v1/nodes", null, cancellation).ConfigureAwait(false))
        {
            if (NodeFile.Read(item) is { } node)
                nodes.Add(node);
        }
        return nodes;
    }

    /// <summary>Names and addresses of the API server and of services, and the ranges, together with those that were given by hand.</summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<NetworkFacts> NetworkAsync(NetworkFacts given, CancellationToken cancellation)
    {
        var endpoints = new List<string>(given.ApiEndpoints) { client.Server.IdnHost.Trim('[', ']') };
        var services = new List<string>(given.ServiceRanges);
        var pods = new List<string>(given.PodRanges);
        var domain = given.ClusterDomain;
        if (await TryAsync("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", cancellation).ConfigureAwait(false) is { } map
            && KubeadmNetwork.Read(map) is { } network)
        {
            endpoints.AddRange(network.ApiEndpoints);
            services.AddRange(network.ServiceRanges);
            pods.AddRange(network.PodRanges);
            domain = domain == NetworkFacts.DefaultDomain ? network.ClusterDomain : domain;
        }
        if (await TryAsync("/api/v1/namespaces/default/endpoints/kubernetes", cancellation).ConfigureAwait(false) is { } servers)
            endpoints.AddRange(ServiceAddresses.OfEndpoints(servers));
        try
        {
            await foreach (var item in client.ListAsync("/api/v1/services", null, cancellation).ConfigureAwait(false))
                services.AddRange(ServiceAddresses.OfService(item).Select(address => Addresses.Parse(address) is [_, _, _, _] ? $"{address}/32" : $"{address}/128"));
        }
        catch (ClusterException e) when (e.Code == 403)
        {
            warn($"{e.Message}; addresses of services are known by their range alone");
        }
        return new NetworkFacts
        {
            ApiEndpoints = TextList.From(endpoints.Distinct(StringComparer.Ordinal)),
            ServiceRanges = TextList.From(services.Distinct(StringComparer.Ordinal)),
            PodRanges = TextList.From(pods.Distinct(StringComparer.Ordinal)),
            ClusterDomain = domain,
        };
    }

    /// <summary>The CAs that pods trust; null when they cannot be read.</summary>
    public async Task<string?> AuthoritiesAsync(CancellationToken cancellation) =>
        await TryAsync("/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt", cancellation).ConfigureAwait(false) is { } map
        && map.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("ca.crt", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() : null;

    // Not every cluster has it; who may not read it is told.
    private async Task<JsonElement?> TryAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await client.GetAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == 404)
        {
            return null;
        }
        catch (ClusterException e) when (e.Code == 403)
        {
            warn(e.Message);
            return null;
        }
    }
}
