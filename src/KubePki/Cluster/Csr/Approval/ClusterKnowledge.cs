using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Policy;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>
/// What the cluster says of its nodes and of what belongs to no node. What may not be read is reported, and approves nothing.
/// </summary>
internal sealed class ClusterKnowledge(ClusterClient client, Action<string> warn)
{
    private const int Forbidden = 403;
    private const int NotFound = 404;
    private const int NotAcceptable = 406;
    private const string SystemNamespace = "kube-system";

    /// <summary>All nodes.</summary>
    /// <exception cref="ClusterException">They cannot be read: without them nothing could be approved.</exception>
    public async Task<IReadOnlyList<KubeNode>> NodesAsync(CancellationToken cancellation)
    {
        var nodes = new List<KubeNode>();
        await foreach (var item in client.ListAsync(api => api.Nodes, node => Readable(node, "Node"), cancellation: cancellation)
            .ConfigureAwait(false))
            nodes.Add(NodeOf(item));
        return nodes;
    }

    /// <summary>
    /// Names and addresses of the API server and of services, and the ranges, together with those that were given by hand.
    /// </summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<NetworkFacts> NetworkAsync(NetworkFacts given, CancellationToken cancellation)
    {
        var endpoints = new List<string>(given.ApiEndpoints) { client.Server.IdnHost.Trim('[', ']') };
        var pods = new List<string>(given.PodRanges);
        var domain = given.ClusterDomain;
        var facts = given.WithServiceRanges(await ServiceRangesAsync(cancellation).ConfigureAwait(false), ServiceCidrFile.Source);
        var kubeadm = await MapAsync(SystemNamespace, "kubeadm-config", cancellation).ConfigureAwait(false);
        if (KubeadmNetwork.Read(kubeadm?.GetValueOrDefault("ClusterConfiguration")) is { } network)
        {
            endpoints.AddRange(network.ApiEndpoints);
            facts = facts.WithServiceRanges(network.ServiceRanges, "ConfigMap kubeadm-config");
            pods.AddRange(network.PodRanges);
            domain = domain == NetworkFacts.DefaultDomain ? network.ClusterDomain : domain;
        }
        var servers = await TryAsync((api, stop) => api.ReadEndpointsAsync("default", "kubernetes", stop),
            cancellation).ConfigureAwait(false);
        endpoints.AddRange(servers ?? []);
        var (inRanges, others, served) = await ServicesAsync(cancellation).ConfigureAwait(false);
        List<string> namespaces = await NamespacesAsync(cancellation).ConfigureAwait(false) ?? [.. served ?? []];
        return facts with
        {
            ApiEndpoints = TextList.From(endpoints.Distinct(StringComparer.Ordinal)),
            ClusterAddresses = TextList.From(facts.ClusterAddresses.Union(inRanges)),
            ServiceAddresses = TextList.From(facts.ServiceAddresses.Union(others)),
            PodRanges = TextList.From(pods.Distinct(StringComparer.Ordinal)),
            Namespaces = TextList.From(facts.Namespaces.Union(namespaces)),
            ClusterDomain = domain,
        };
    }

    // A namespace without services has no names that a node could take, so that those of the services do where namespaces may not be read.
    private async Task<List<string>?> NamespacesAsync(CancellationToken cancellation)
    {
        var names = new List<string>();
        try
        {
            await foreach (var name in client.ListAsync(api => api.Namespaces, item => ApiObjectName(item.Name), cancellation: cancellation)
                .ConfigureAwait(false))
                names.Add(name);
        }
        catch (ClusterException e) when (e.Code is Forbidden or NotFound)
        {
            if (e.Code == Forbidden)
                warn($"{e.Message}; namespaces are known only by their services");
            return null;
        }
        return names.Count > 0 ? names : null;
    }

    private static string? ApiObjectName(string name) => name.Length > 0 ? name : null;

    /// <summary>The cluster's CAs, and the keys that are its own.</summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<ClusterTrust> TrustAsync(DateTimeOffset asOf, CancellationToken cancellation)
    {
        var trust = new ClusterTrust(asOf);
        trust.AddRoots(await MapAsync(SystemNamespace, "kube-root-ca.crt", cancellation).ConfigureAwait(false));
        trust.AddAuthentication(await MapAsync(SystemNamespace, "extension-apiserver-authentication", cancellation).ConfigureAwait(false));
        trust.AddClusterInfo(await MapAsync("kube-public", "cluster-info", cancellation).ConfigureAwait(false));
        if (await TryAsync((api, stop) => api.ReadTokenKeysAsync(stop), cancellation).ConfigureAwait(false) is { } keys
            && !trust.AddTokenKeys(keys))
            warn("/openid/v1/jwks is not a JSON Web Key Set; the keys of service account tokens are not known");
        return trust;
    }

    /// <summary>
    /// The ranges from which services get their addresses, of the ServiceCIDR objects, in CIDR form. Clusters before 1.33 do not have these
    /// objects; one that cannot be read makes the others an incomplete answer, which is none.
    /// </summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<IReadOnlyList<string>> ServiceRangesAsync(CancellationToken cancellation)
    {
        var ranges = new List<string>();
        try
        {
            await foreach (var item in client.ListAsync(api => api.ServiceRanges,
                item => item, cancellation: cancellation).ConfigureAwait(false))
            {
                if (item.Problem is not null || !ServiceCidrFile.AreRanges(item.Ranges))
                {
                    warn("a ServiceCIDR object has no readable address ranges; other sources must provide the service address ranges");
                    return [];
                }
                ranges.AddRange(item.Ranges);
            }
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
        }
        catch (ClusterException e) when (e.Code == Forbidden)
        {
            warn($"{e.Message}; other sources must provide the service address ranges");
        }
        return ranges;
    }

    private async Task<(List<string> InRanges, List<string> Others, HashSet<string>? Namespaces)> ServicesAsync(
        CancellationToken cancellation)
    {
        var (inRanges, others, namespaces) = (new List<string>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        try
        {
            await foreach (var service in client
                .ListAsync(api => api.Services, service => Readable(service, "Service"), cancellation: cancellation).ConfigureAwait(false))
            {
                inRanges.AddRange(OnlyAddresses(service.ClusterAddresses));
                others.AddRange(OnlyAddresses(service.OtherAddresses));
                if (service.Namespace is { Length: > 0 } name)
                    namespaces.Add(name);
            }
        }
        catch (ClusterException e) when (e.Code == Forbidden)
        {
            warn($"{e.Message}; service addresses are known only by their range");
            return (inRanges, others, null);
        }
        return (inRanges, others, namespaces);
    }

    // A service without an address says None.
    private static IEnumerable<string> OnlyAddresses(IEnumerable<string> texts) => texts.Where(text => Addresses.Parse(text) is not null);

    private T? Readable<T>(T item, string kind)
        where T : ApiObject
    {
        if (item.Problem is { } problem)
            warn($"{kind} {item.Name}: skipped: {problem}");
        return item is { Problem: null, Name.Length: > 0 } ? item : null;
    }

    private static KubeNode NodeOf(ClusterNode node)
    {
        var (names, addresses) = NodeListFile.Sort(node.Addresses);
        return new KubeNode
        {
            Name = node.Name,
            Uid = node.Uid,
            Created = node.Created,
            IsBeingDeleted = node.IsBeingDeleted,
            ProviderId = node.ProviderId,
            Names = names,
            Addresses = addresses,
            PodRanges = NodeListFile.PodRanges(node.PodRange, node.PodRanges),
        };
    }

    private Task<IReadOnlyDictionary<string, string>?> MapAsync(string place, string name, CancellationToken cancellation) =>
        TryAsync((api, stop) => api.ReadConfigMapAsync(place, name, stop), cancellation);

    // Not every cluster has it; one that may not be read, or makes no sense, is reported, and says nothing.
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
        catch (ClusterException e) when (e.Code is Forbidden or NotAcceptable || e.Id == ClusterProblemId.BadAnswer)
        {
            warn(e.Message);
            return null;
        }
    }
}
