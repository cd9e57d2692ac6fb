using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Configuration;

/// <summary>
/// Makes of what a person says, of what a node's disk says, and of kubeadm's defaults the configuration of a control plane node.
/// </summary>
public static class SettingsSpec
{
    private const string Default = "kubeadm's default (cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go)";

    /// <summary>The configuration: what was said counts most, then what the disk says, then the defaults.</summary>
    /// <param name="settings">What was said.</param>
    /// <param name="disk">What lies on the node's disk.</param>
    public static NodeSpec Build(ClusterSettings settings, NodeSpec disk)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(disk);
        var spec = disk with
        {
            IsControlPlane = true,
            // kubeadm, too, has node names in small letters.
            NodeName = (settings.NodeName is { } name ? name with { Value = name.Value.Trim().ToLowerInvariant() } : null) ?? disk.NodeName,
            AdvertiseAddress = settings.AdvertiseAddress ?? disk.AdvertiseAddress,
            BindPort = settings.BindPort ?? disk.BindPort ?? new SpecValue("6443", Default),
            ControlPlaneEndpoint = WithoutScheme(settings.ControlPlaneEndpoint) ?? disk.ControlPlaneEndpoint,
            ServiceSubnet = settings.ServiceSubnet ?? disk.ServiceSubnet ?? new SpecValue("10.96.0.0/12", Default),
            DnsDomain = settings.DnsDomain ?? disk.DnsDomain ?? new SpecValue("cluster.local", Default),
            ClusterName = settings.ClusterName ?? disk.ClusterName ?? new SpecValue("kubernetes", Default),
            CertificatesDirectory = settings.CertificatesDirectory is { } directory
                ? directory with { Value = "/" + directory.Value.Trim('/') }
                : disk.CertificatesDirectory ?? new SpecValue(PkiLayouts.Kubeadm.Directory, Default),
            KubernetesVersion = settings.KubernetesVersion ?? disk.KubernetesVersion,
            EtcdServers = settings.ExternalEtcd ?? disk.EtcdServers,
        };
        spec = spec with { ServiceAddress = SpecSources.ServiceAddress(spec.ServiceSubnet) };
        spec = spec with
        {
            RequiredApiServerNames = RequiredNames.OfApiServer(spec, spec.DnsDomain!.Value),
            RequiredEtcdNames = RequiredNames.OfEtcd(spec, hasEtcd: settings.ExternalEtcd is null),
        };
        var known = spec.RequiredApiServerNames.Select(item => item.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return spec with { ExtraNames = settings.ApiServerNames.Concat(disk.ExtraNames).Where(item => known.Add(item.Value)).ToArray() };
    }

    private static SpecValue? WithoutScheme(SpecValue? endpoint)
    {
        const string Scheme = "https://";
        return endpoint is not null && endpoint.Value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? endpoint with { Value = endpoint.Value[Scheme.Length..].TrimEnd('/') }
            : endpoint;
    }
}
