namespace KubePki.Node.Layout;

/// <summary>A field of kubelet's configuration (kubelet/config/v1beta1) and the flag that wins over it.</summary>
/// <param name="Field">The field; dots lead into mappings.</param>
/// <param name="Flag">The flag without dashes.</param>
public sealed record KubeletSetting(string Field, string Flag)
{
    /// <summary>Whether it renews its client certificate.</summary>
    public static KubeletSetting RotateCertificates { get; } = new("rotateCertificates", "rotate-certificates");

    /// <summary>Whether it asks the cluster for its serving certificate.</summary>
    public static KubeletSetting ServerTlsBootstrap { get; } = new("serverTLSBootstrap", "rotate-server-certificates");

    /// <summary>The serving certificate that is given to it.</summary>
    public static KubeletSetting TlsCertFile { get; } = new("tlsCertFile", "tls-cert-file");

    /// <summary>The key of that certificate.</summary>
    public static KubeletSetting TlsPrivateKeyFile { get; } = new("tlsPrivateKeyFile", "tls-private-key-file");

    /// <summary>The CA of its clients.</summary>
    public static KubeletSetting ClientCAFile { get; } = new("authentication.x509.clientCAFile", "client-ca-file");

    /// <summary>The directory of static pod manifests.</summary>
    public static KubeletSetting StaticPodPath { get; } = new("staticPodPath", "pod-manifest-path");

    /// <summary>The cluster's DNS domain.</summary>
    public static KubeletSetting ClusterDomain { get; } = new("clusterDomain", "cluster-domain");

    /// <summary>The address that it listens on.</summary>
    public static KubeletSetting Address { get; } = new("address", "address");

    /// <summary>The port that it listens on.</summary>
    public static KubeletSetting Port { get; } = new("port", "port");

    /// <summary>All that matter to the PKI.</summary>
    public static IReadOnlyList<KubeletSetting> All { get; } =
    [
        RotateCertificates, ServerTlsBootstrap, TlsCertFile, TlsPrivateKeyFile, ClientCAFile, StaticPodPath, ClusterDomain, Address, Port,
    ];

    /// <summary>The field.</summary>
    public override string ToString() => Field;
}
