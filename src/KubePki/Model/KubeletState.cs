namespace KubePki.Model;

/// <summary>
/// What the kubelet of a node is told, from its configuration, its flags and kubeadm's defaults. Paths are paths of the node.
/// </summary>
public sealed record KubeletState
{
    /// <summary>Where it keeps its certificates, <c>--cert-dir</c>.</summary>
    public required string CertificateDirectory { get; init; }

    /// <summary>The kubeconfig that it uses, <c>--kubeconfig</c>.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>The kubeconfig for the first start, <c>--bootstrap-kubeconfig</c>; null when it is not given.</summary>
    public string? BootstrapKubeconfig { get; init; }

    /// <summary>The configuration file, <c>--config</c>.</summary>
    public required string ConfigurationFile { get; init; }

    /// <summary>The node's name when it is not the host's, <c>--hostname-override</c>.</summary>
    public string? HostnameOverride { get; init; }

    /// <summary>The node's address when it is given, <c>--node-ip</c>.</summary>
    public string? NodeIP { get; init; }

    /// <summary>The serving certificate when it is given, <c>tlsCertFile</c>.</summary>
    public string? TlsCertFile { get; init; }

    /// <summary>The serving key when it is given, <c>tlsPrivateKeyFile</c>.</summary>
    public string? TlsPrivateKeyFile { get; init; }

    /// <summary>The CA of its clients, <c>authentication.x509.clientCAFile</c>.</summary>
    public string? ClientCAFile { get; init; }

    /// <summary>The directory of static pod manifests, <c>staticPodPath</c>.</summary>
    public string? StaticPodPath { get; init; }

    /// <summary>The cluster's DNS domain, <c>clusterDomain</c>.</summary>
    public string? ClusterDomain { get; init; }

    /// <summary>Whether it renews its client certificate; null when nothing says so (Kubernetes' default is no).</summary>
    public bool? RotateCertificates { get; init; }

    /// <summary>Whether it asks the cluster for its serving certificate; null when nothing says so (the default is no).</summary>
    public bool? ServerTlsBootstrap { get; init; }

    /// <summary>
    /// The links <c>kubelet-client-current.pem</c> and <c>kubelet-server-current.pem</c>, and the <c>updated</c> ones that stand for them
    /// while kubelet switches, as far as they exist.
    /// </summary>
    public IReadOnlyList<KubeletLink> Links { get; init; } = [];

    /// <summary>Every setting that was read, with its place; a later one wins over an earlier one of the same name.</summary>
    public IReadOnlyList<NodeSetting> Settings { get; init; } = [];
}
