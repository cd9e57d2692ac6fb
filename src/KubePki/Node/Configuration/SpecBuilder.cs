using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Configuration;

/// <summary>Rebuilds the cluster's configuration from what lies on a node's disk.</summary>
public static class SpecBuilder
{
    private const string DefaultDomain = "cluster.local";

    /// <summary>The configuration that the files of a node speak of.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static NodeSpec Build(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var sources = new SpecSources(node);
        var contradictions = new List<SpecContradiction>();
        SpecValue? Settle(string name, IEnumerable<SpecValue?> values) => Agree(name, values, contradictions);

        var spec = new NodeSpec
        {
            IsControlPlane = sources.ApiServer is not null,
            NodeName = Settle(nameof(NodeSpec.NodeName), sources.NodeNames()),
            NodeAddresses = sources.NodeAddresses(),
            KubernetesVersion = Settle(nameof(NodeSpec.KubernetesVersion), sources.Versions()),
            ClusterName = sources.Flag("kube-controller-manager", "cluster-name") ?? sources.ClusterEntry(),
            AdvertiseAddress = Settle(nameof(NodeSpec.AdvertiseAddress), sources.AdvertiseAddresses()),
            BindPort = sources.Flag("kube-apiserver", "secure-port"),
            ServiceSubnet = Settle(nameof(NodeSpec.ServiceSubnet), sources.Flags("service-cluster-ip-range")),
            PodSubnet = sources.Flag("kube-controller-manager", "cluster-cidr"),
            DnsDomain = Settle(nameof(NodeSpec.DnsDomain), sources.Domains()),
            CertificatesDirectory = sources.CertificatesDirectory(),
            ImageRepository = sources.ImageRepository(),
            EtcdDataDirectory = sources.Flag("etcd", "data-dir"),
            EtcdServers = sources.EtcdServers(),
            EtcdAuthorityFile = sources.Flag("kube-apiserver", "etcd-cafile"),
            EtcdCertificateFile = sources.Flag("kube-apiserver", "etcd-certfile"),
            EtcdKeyFile = sources.Flag("kube-apiserver", "etcd-keyfile"),
        };
        spec = spec with { ServiceAddress = SpecSources.ServiceAddress(spec.ServiceSubnet), ControlPlaneEndpoint = sources.Endpoint(spec) };
        spec = spec with
        {
            RequiredApiServerNames = RequiredNames.OfApiServer(spec, DefaultDomain, Distributions.IsKubeadms(node)),
            RequiredEtcdNames = RequiredNames.OfEtcd(spec, sources.Etcd is not null, sources.Etcd is { IsStaticPod: true }
                && Distributions.IsKubeadms(node)),
            EtcdPeerHosts = sources.PeerHosts(),
            EtcdServerExtraNames = IssuedChoices.MoreEtcdNames(node, PkiRoles.EtcdServer, spec),
            EtcdPeerExtraNames = IssuedChoices.MoreEtcdNames(node, PkiRoles.EtcdPeer, spec),
            EncryptionAlgorithm = IssuedChoices.Algorithm(node),
            CertificateValidity = IssuedChoices.Validity(node, PkiRoles.ApiServer, TimeSpan.FromDays(365)),
            AuthorityValidity = IssuedChoices.Validity(node, PkiRoles.ClusterAuthority, TimeSpan.FromDays(3650)),
        };
        return spec with { ExtraNames = sources.ExtraNames(spec), Contradictions = contradictions };
    }

    // The first that says it is believed; who says otherwise contradicts it.
    private static SpecValue? Agree(string name, IEnumerable<SpecValue?> values, List<SpecContradiction> contradictions)
    {
        SpecValue? taken = null;
        foreach (var value in values.OfType<SpecValue>())
        {
            taken ??= value;
            if (!string.Equals(value.Value, taken.Value, StringComparison.OrdinalIgnoreCase)
                && contradictions.TrueForAll(known => known.Name != name || known.Other.Value != value.Value))
                contradictions.Add(new SpecContradiction(name, taken, value));
        }
        return taken;
    }
}
