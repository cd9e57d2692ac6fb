using System.Net;
using KubePki.Model;

namespace KubePki.Node.Configuration;

/// <summary>
/// The names that serving certificates must have (kubeadm: cmd/kubeadm/app/util/pkiutil/pki_helpers.go, GetAPIServerAltNames).
/// </summary>
internal static class RequiredNames
{
    /// <summary>What clients in and outside of the cluster call this node's API server.</summary>
    public static IReadOnlyList<SpecValue> OfApiServer(NodeSpec spec, string defaultDomain, bool isKubeadms = true)
    {
        if (!spec.IsControlPlane)
            return [];
        const string Service = "the kubernetes service, which pods connect to";
        var domain = spec.DnsDomain?.Value ?? defaultDomain;
        var names = new List<SpecValue?>
        {
            new("kubernetes", Service),
            new("kubernetes.default", Service),
            new("kubernetes.default.svc", Service),
            new($"kubernetes.default.svc.{domain}", Service),
            Because(spec.ServiceAddress, "the first address of the service range"),
            // kubeadm gives these. Elsewhere nobody calls the server so but by a kubeconfig, which tells.
            isKubeadms ? Because(spec.AdvertiseAddress, "its advertise address") : null,
            isKubeadms ? Because(spec.NodeName, "the node's name") : null,
        };
        if (spec.ControlPlaneEndpoint is { } endpoint)
            names.Add(new SpecValue(HostOf(endpoint.Value), $"the control plane endpoint ({endpoint.Source})"));
        return Distinct(names);
    }

    /// <summary>What the API server, the health check and other members call this node's etcd.</summary>
    public static IReadOnlyList<SpecValue> OfEtcd(NodeSpec spec, bool hasEtcd, bool isKubeadms = true)
    {
        if (!hasEtcd)
            return [];
        if (!isKubeadms)
            return Distinct([Because(spec.AdvertiseAddress, "the address that other members and API servers connect to")]);
        const string Local = "the API server and the health check of this node connect to it";
        return Distinct([new("localhost", Local), new("127.0.0.1", Local),
            Because(spec.AdvertiseAddress, "the address that other members and API servers connect to"),
            Because(spec.NodeName, "the node's name")]);
    }

    /// <summary>The host of <c>host:port</c>, <c>[::1]:port</c> or a bare host.</summary>
    public static string HostOf(string endpoint)
    {
        if (endpoint.StartsWith('['))
            return endpoint[1..Math.Max(1, endpoint.IndexOf(']', StringComparison.Ordinal))];
        var colon = endpoint.LastIndexOf(':');
        return colon < 0
            || IPAddress.TryParse(endpoint, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? endpoint
            : endpoint[..colon];
    }

    private static SpecValue? Because(SpecValue? value, string reason) =>
        value is null ? null : value with { Source = $"{reason} ({value.Source})" };

    private static SpecValue[] Distinct(IEnumerable<SpecValue?> values) =>
        values.OfType<SpecValue>().Where(value => value.Value.Length > 0)
            .DistinctBy(value => value.Value, StringComparer.OrdinalIgnoreCase).ToArray();
}
