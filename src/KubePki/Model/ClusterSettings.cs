namespace KubePki.Model;

/// <summary>
/// What a person says a cluster is to be: the part of kubeadm's configuration that certificates and kubeconfigs depend on, each value with
/// its source. A value that was not given is null.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>The node's name (<c>nodeRegistration.name</c>).</summary>
    public SpecValue? NodeName { get; init; }

    /// <summary>The address at which this node's API server is reached (<c>localAPIEndpoint.advertiseAddress</c>).</summary>
    public SpecValue? AdvertiseAddress { get; init; }

    /// <summary>The API server's port (<c>localAPIEndpoint.bindPort</c>).</summary>
    public SpecValue? BindPort { get; init; }

    /// <summary>The host, and port, at which clients reach the control plane (<c>controlPlaneEndpoint</c>).</summary>
    public SpecValue? ControlPlaneEndpoint { get; init; }

    /// <summary>The ranges of service addresses, joined by commas (<c>networking.serviceSubnet</c>).</summary>
    public SpecValue? ServiceSubnet { get; init; }

    /// <summary>The cluster's DNS domain (<c>networking.dnsDomain</c>).</summary>
    public SpecValue? DnsDomain { get; init; }

    /// <summary>The cluster's name in kubeconfigs (<c>clusterName</c>).</summary>
    public SpecValue? ClusterName { get; init; }

    /// <summary>The directory of the certificates (<c>certificatesDir</c>).</summary>
    public SpecValue? CertificatesDirectory { get; init; }

    /// <summary>The version of Kubernetes (<c>kubernetesVersion</c>).</summary>
    public SpecValue? KubernetesVersion { get; init; }

    /// <summary>Further names of the API server's certificate (<c>apiServer.certSANs</c>).</summary>
    public IReadOnlyList<SpecValue> ApiServerNames { get; init; } = [];

    /// <summary>Further names of etcd's server certificate (<c>etcd.local.serverCertSANs</c>).</summary>
    public IReadOnlyList<SpecValue> EtcdServerNames { get; init; } = [];

    /// <summary>Further names of etcd's peer certificate (<c>etcd.local.peerCertSANs</c>).</summary>
    public IReadOnlyList<SpecValue> EtcdPeerNames { get; init; } = [];

    /// <summary>The servers of an etcd that is not kubeadm's (<c>etcd.external.endpoints</c>); null when etcd is local.</summary>
    public IReadOnlyList<SpecValue>? ExternalEtcd { get; init; }

    /// <summary>The kind of new keys in kubeadm's words (<c>encryptionAlgorithm</c>): <c>RSA-2048</c>, <c>ECDSA-P256</c>.</summary>
    public SpecValue? EncryptionAlgorithm { get; init; }

    /// <summary>How long certificates are valid (<c>certificateValidityPeriod</c>).</summary>
    public TimeSpan? CertificateValidity { get; init; }

    /// <summary>How long CAs are valid (<c>caCertificateValidityPeriod</c>).</summary>
    public TimeSpan? AuthorityValidity { get; init; }

    /// <summary>The settings that would make a node's configuration again.</summary>
    /// <param name="spec">The configuration.</param>
    public static ClusterSettings Of(NodeSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ClusterSettings
        {
            NodeName = spec.NodeName,
            AdvertiseAddress = spec.AdvertiseAddress,
            BindPort = spec.BindPort,
            ControlPlaneEndpoint = spec.ControlPlaneEndpoint,
            ServiceSubnet = spec.ServiceSubnet,
            DnsDomain = spec.DnsDomain,
            ClusterName = spec.ClusterName,
            CertificatesDirectory = spec.CertificatesDirectory,
            KubernetesVersion = spec.KubernetesVersion,
            ApiServerNames = spec.ExtraNames,
            ExternalEtcd = spec.EtcdServers.Count > 0 && spec.EtcdDataDirectory is null ? spec.EtcdServers : null,
        };
    }

    /// <summary>These settings, and where they say nothing those of <paramref name="other"/>; further names are those of both.</summary>
    /// <param name="other">The settings that count less.</param>
    public ClusterSettings Over(ClusterSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ClusterSettings
        {
            NodeName = NodeName ?? other.NodeName,
            AdvertiseAddress = AdvertiseAddress ?? other.AdvertiseAddress,
            BindPort = BindPort ?? other.BindPort,
            ControlPlaneEndpoint = ControlPlaneEndpoint ?? other.ControlPlaneEndpoint,
            ServiceSubnet = ServiceSubnet ?? other.ServiceSubnet,
            DnsDomain = DnsDomain ?? other.DnsDomain,
            ClusterName = ClusterName ?? other.ClusterName,
            CertificatesDirectory = CertificatesDirectory ?? other.CertificatesDirectory,
            KubernetesVersion = KubernetesVersion ?? other.KubernetesVersion,
            ApiServerNames = other.ApiServerNames.Concat(ApiServerNames).ToArray(),
            EtcdServerNames = other.EtcdServerNames.Concat(EtcdServerNames).ToArray(),
            EtcdPeerNames = other.EtcdPeerNames.Concat(EtcdPeerNames).ToArray(),
            ExternalEtcd = ExternalEtcd ?? other.ExternalEtcd,
            EncryptionAlgorithm = EncryptionAlgorithm ?? other.EncryptionAlgorithm,
            CertificateValidity = CertificateValidity ?? other.CertificateValidity,
            AuthorityValidity = AuthorityValidity ?? other.AuthorityValidity,
        };
    }

    /// <summary>The node's name and the endpoint.</summary>
    public override string ToString() => $"{NodeName} ({ControlPlaneEndpoint ?? AdvertiseAddress})";
}
