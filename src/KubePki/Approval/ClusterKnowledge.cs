using KubePki.Cluster;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Requests;

namespace KubePki.Approval;

/// <summary>
/// What the cluster says of its nodes and of what belongs to no node. What may not be read is told, and approves nothing.
/// </summary>
internal sealed class ClusterKnowledge(ClusterClient client, Action<string> warn)
{
    private const int Forbidden = 403;
    private const int NotFound = 404;
    private const string SystemNamespace = "kube-system";

    /// <summary>All nodes.</summary>
    /// <exception cref="ClusterException">They cannot be read: without them nothing could be approved.</exception>
    public async Task<IReadOnlyList<KubeNode>> NodesAsync(CancellationToken cancellation)
    {
        var nodes = new List<KubeNode>();
        await foreach (var node in client.ListAsync(api => api.Nodes, Readable, cancellation: cancellation).ConfigureAwait(false))
            nodes.Add(NodeOf(node));
        return nodes;
    }

    /// <summary>
    /// Names and addresses of the API server and of services, and the ranges, together with those that were given by hand.
    /// </summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<NetworkFacts> NetworkAsync(NetworkFacts given, CancellationToken cancellation)
    {
        var endpoints = new List<string>(given.ApiEndpoints) { client.Server.IdnHost.Trim('[', ']') };
        var services = new List<string>(given.ServiceRanges);
        var pods = new List<string>(given.PodRanges);
        var domain = given.ClusterDomain;
        var kubeadm = await MapAsync("kubeadm-config", "ClusterConfiguration", cancellation).ConfigureAwait(false);
        if (KubeadmNetwork.Read(kubeadm) is { } network)
        {
            endpoints.AddRange(network.ApiEndpoints);
            services.AddRange(network.ServiceRanges);
            pods.AddRange(network.PodRanges);
            domain = domain == NetworkFacts.DefaultDomain ? network.ClusterDomain : domain;
        }
        var servers = await TryAsync((api, stop) => api.ReadEndpointsAsync("default", "kubernetes", stop), cancellation).ConfigureAwait(false);
        endpoints.AddRange(servers ?? []);
        services.AddRange(await ServiceAddressesAsync(cancellation).ConfigureAwait(false));
        return new NetworkFacts
        {
            ApiEndpoints = TextList.From(endpoints.Distinct(StringComparer.Ordinal)),
            ServiceRanges = TextList.From(services.Distinct(StringComparer.Ordinal)),
            PodRanges = TextList.From(pods.Distinct(StringComparer.Ordinal)),
            ClusterDomain = domain,
        };
    }

    /// <summary>The CAs that pods trust; null when they cannot be read.</summary>
    public Task<string?> AuthoritiesAsync(CancellationToken cancellation) => MapAsync("kube-root-ca.crt", "ca.crt", cancellation);

    /// <summary>
    /// The ranges from which services get their addresses, of the ServiceCIDR objects, in CIDR form; null when the API server has none of
    /// them (before 1.33) or they may not be read.
    /// </summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<IReadOnlyList<string>?> ServiceRangesAsync(CancellationToken cancellation)
    {
        var ranges = new List<string>();
        try
        {
            var objects = client.ListAsync(api => api.ServiceRanges, Readable, cancellation: cancellation);
            await foreach (var item in objects.ConfigureAwait(false))
                ranges.AddRange(item.Ranges.Where(range => Addresses.TryRange(range, out _)));
            return ranges;
        }
        catch (ClusterException e) when (e.Code is NotFound or Forbidden)
        {
            if (e.Code == Forbidden)
                warn($"{e.Message}; ranges of services are known from elsewhere alone");
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> ServiceAddressesAsync(CancellationToken cancellation)
    {
        var addresses = new List<string>();
        try
        {
            await foreach (var service in client.ListAsync(api => api.Services, Readable, cancellation: cancellation).ConfigureAwait(false))
            {
                var own = service.ClusterAddresses.Concat(service.OtherAddresses).Select(Addresses.Parse).OfType<byte[]>();
                addresses.AddRange(own.Select(octets => $"{Addresses.Text(octets)}/{octets.Length * 8}"));
            }
        }
        catch (ClusterException e) when (e.Code == Forbidden)
        {
            warn($"{e.Message}; addresses of services are known by their range alone");
        }
        return addresses;
    }

    private T? Readable<T>(T item)
        where T : ApiObject
    {
        if (item.Problem is { } problem)
            warn($"{typeof(T).Name} {item.Name}: it is passed over: {problem}");
        return item is { Problem: null, Name.Length: > 0 } ? item : null;
    }

    private static KubeNode NodeOf(ClusterNode node)
    {
        var (names, addresses) = NodeFile.Sort(node.Addresses);
        return new KubeNode
        {
            Name = node.Name,
            Uid = node.Uid,
            Created = node.Created,
            IsBeingDeleted = node.IsBeingDeleted,
            ProviderId = node.ProviderId,
            Names = names,
            Addresses = addresses,
            PodRanges = node.PodRanges.Count > 0 || node.PodRange.Length == 0 ? TextList.From(node.PodRanges) : [node.PodRange],
        };
    }

    private async Task<string?> MapAsync(string name, string key, CancellationToken cancellation)
    {
        var map = await TryAsync((api, stop) => api.ReadConfigMapAsync(SystemNamespace, name, stop), cancellation).ConfigureAwait(false);
        return map?.GetValueOrDefault(key);
    }

    // Not every cluster has it; who may not read it is told.
    private async Task<T?> TryAsync<T>(Func<KubernetesApi, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await client.CallAsync(ask, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
            return null;
        }
        catch (ClusterException e) when (e.Code == Forbidden)
        {
            warn(e.Message);
            return null;
        }
    }
}
