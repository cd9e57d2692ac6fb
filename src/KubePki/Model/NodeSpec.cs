using System.Globalization;

namespace KubePki.Model;

/// <summary>
/// What a node's files say about how its cluster was set up, each value with its source: what kubeadm asks the API server for, and cannot
/// know when that is dead. A value that nothing says is null.
/// </summary>
public sealed record NodeSpec
{
    /// <summary>The node's name in the cluster.</summary>
    public SpecValue? NodeName { get; init; }

    /// <summary>The addresses that the node is known to have, and loopback not among them.</summary>
    public IReadOnlyList<SpecValue> NodeAddresses { get; init; } = [];

    /// <summary>Whether this node runs an API server.</summary>
    public bool IsControlPlane { get; init; }

    /// <summary>The version of Kubernetes, <c>v1.20.2</c>.</summary>
    public SpecValue? KubernetesVersion { get; init; }

    /// <summary>The minor version of Kubernetes, 20 of <c>v1.20.2</c>; null when nothing tells.</summary>
    public int? KubernetesMinor => KubernetesVersion?.Value.TrimStart('v').Split('.') is [ "1", var minor, ..]
        && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;

    /// <summary>The cluster's name.</summary>
    public SpecValue? ClusterName { get; init; }

    /// <summary>The address at which the API server of this node is reached.</summary>
    public SpecValue? AdvertiseAddress { get; init; }

    /// <summary>The API server's port.</summary>
    public SpecValue? BindPort { get; init; }

    /// <summary>The host, and port, at which clients reach the control plane: a balancer's or this node's own.</summary>
    public SpecValue? ControlPlaneEndpoint { get; init; }

    /// <summary>The ranges of service addresses, joined by commas.</summary>
    public SpecValue? ServiceSubnet { get; init; }

    /// <summary>The first address of that range: the service <c>kubernetes</c>.</summary>
    public SpecValue? ServiceAddress { get; init; }

    /// <summary>The ranges of pod addresses, joined by commas.</summary>
    public SpecValue? PodSubnet { get; init; }

    /// <summary>The cluster's DNS domain.</summary>
    public SpecValue? DnsDomain { get; init; }

    /// <summary>Where the control plane keeps its certificates.</summary>
    public SpecValue? CertificatesDirectory { get; init; }

    /// <summary>Where images come from.</summary>
    public SpecValue? ImageRepository { get; init; }

    /// <summary>The data directory of the local etcd; null when etcd is elsewhere.</summary>
    public SpecValue? EtcdDataDirectory { get; init; }

    /// <summary>The etcd servers that the API server asks.</summary>
    public IReadOnlyList<SpecValue> EtcdServers { get; init; } = [];

    /// <summary>The CA by which the API server knows etcd.</summary>
    public SpecValue? EtcdAuthorityFile { get; init; }

    /// <summary>The certificate that the API server shows to etcd.</summary>
    public SpecValue? EtcdCertificateFile { get; init; }

    /// <summary>The key of that certificate.</summary>
    public SpecValue? EtcdKeyFile { get; init; }

    /// <summary>Names and addresses of the API server's certificate beyond those that kubeadm gives by itself.</summary>
    public IReadOnlyList<SpecValue> ExtraNames { get; init; } = [];

    /// <summary>Names and addresses that the API server's certificate must have, each with the reason.</summary>
    public IReadOnlyList<SpecValue> RequiredApiServerNames { get; init; } = [];

    /// <summary>Names and addresses that etcd's server certificate must have, each with the reason.</summary>
    public IReadOnlyList<SpecValue> RequiredEtcdNames { get; init; } = [];

    /// <summary>Names of etcd's server certificate beyond those that kubeadm gives by itself.</summary>
    internal IReadOnlyList<SpecValue> EtcdServerExtraNames { get; init; } = [];

    /// <summary>The same of etcd's peer certificate.</summary>
    internal IReadOnlyList<SpecValue> EtcdPeerExtraNames { get; init; } = [];

    /// <summary>The kind of kubeadm's keys, as kubeadm names it, where it is not the usual one.</summary>
    internal SpecValue? EncryptionAlgorithm { get; init; }

    /// <summary>How long certificates are made to be valid, as a duration of Go, where that is not a year.</summary>
    internal SpecValue? CertificateValidity { get; init; }

    /// <summary>The same of CAs, where it is not ten years.</summary>
    internal SpecValue? AuthorityValidity { get; init; }

    /// <summary>The hosts by which other members of etcd call this one, by its flags.</summary>
    internal IReadOnlyList<SpecValue> EtcdPeerHosts { get; init; } = [];

    /// <summary>Where two sources say different things.</summary>
    public IReadOnlyList<SpecContradiction> Contradictions { get; init; } = [];

    /// <summary>The node's name and version.</summary>
    public override string ToString() => $"{NodeName} ({KubernetesVersion})";
}
