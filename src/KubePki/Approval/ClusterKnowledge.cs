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
        var pods = new List<string>(given.PodRanges);
        var domain = given.ClusterDomain;
        var facts = given.WithServiceRanges(await ServiceRangesAsync(cancellation).ConfigureAwait(false), ServiceCidrFile.Source);
        if (await TryAsync("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", cancellation).ConfigureAwait(false) is { } map
            && KubeadmNetwork.Read(map) is { } network)
        {
            endpoints.AddRange(network.ApiEndpoints);
            facts = facts.WithServiceRanges(network.ServiceRanges, "ConfigMap kubeadm-config");
            pods.AddRange(network.PodRanges);
            domain = domain == NetworkFacts.DefaultDomain ? network.ClusterDomain : domain;
        }
        if (await TryAsync("/api/v1/namespaces/default/endpoints/kubernetes", cancellation).ConfigureAwait(false) is { } servers)
            endpoints.AddRange(ServiceAddresses.OfEndpoints(servers));
        var (inRanges, others) = await ServicesAsync(cancellation).ConfigureAwait(false);
        return facts with
        {
            ApiEndpoints = TextList.From(endpoints.Distinct(StringComparer.Ordinal)),
            ClusterAddresses = TextList.From(facts.ClusterAddresses.Union(inRanges)),
            ServiceAddresses = TextList.From(facts.ServiceAddresses.Union(others)),
            PodRanges = TextList.From(pods.Distinct(StringComparer.Ordinal)),
            ClusterDomain = domain,
        };
    }

    /// <summary>The cluster's CAs, and the keys that are its own.</summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public async Task<ClusterTrust> TrustAsync(DateTimeOffset asOf, CancellationToken cancellation)
    {
        var trust = new ClusterTrust(asOf);
        if (await TryAsync("/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt", cancellation).ConfigureAwait(false) is { } roots)
            trust.AddRoots(roots);
        if (await TryAsync("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", cancellation)
            .ConfigureAwait(false) is { } authentication)
            trust.AddAuthentication(authentication);
        if (await TryAsync("/api/v1/namespaces/kube-public/configmaps/cluster-info", cancellation).ConfigureAwait(false) is { } info)
            trust.AddClusterInfo(info);
        if (await TryAsync("/openid/v1/jwks", cancellation).ConfigureAwait(false) is { } keys)
            trust.AddTokenKeys(keys);
        return trust;
    }

    // Clusters before 1.33 do not have these objects. One that cannot be read makes the others an incomplete answer, which is none.
    private async Task<IReadOnlyList<string>> ServiceRangesAsync(CancellationToken cancellation)
    {
        var ranges = new List<string>();
        try
        {
            await foreach (var item in client.ListAsync("/apis/networking.k8s.io/v1/servicecidrs", null, cancellation)
                .ConfigureAwait(false))
            {
                if (ServiceCidrFile.Read(item) is { } found)
                {
                    ranges.AddRange(found);
                    continue;
                }
                warn("a ServiceCIDR object has no address ranges that can be read; other sources must tell the ranges of services");
                return [];
            }
        }
        catch (ClusterException e) when (e.Code == 404)
        {
        }
        catch (ClusterException e) when (e.Code == 403)
        {
            warn($"{e.Message}; other sources must tell the ranges of services");
        }
        return ranges;
    }

    private async Task<(List<string> InRanges, List<string> Others)> ServicesAsync(CancellationToken cancellation)
    {
        var (inRanges, others) = (new List<string>(), new List<string>());
        try
        {
            await foreach (var item in client.ListAsync("/api/v1/services", null, cancellation).ConfigureAwait(false))
            {
                inRanges.AddRange(ServiceAddresses.InRanges(item));
                others.AddRange(ServiceAddresses.Others(item));
            }
        }
        catch (ClusterException e) when (e.Code == 403)
        {
            warn($"{e.Message}; addresses of services are known by their range alone");
        }
        return (inRanges, others);
    }

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
