namespace KubePki.Node.Layout;

/// <summary>What the flags of a node's programs say about files.</summary>
public static class ComponentFlags
{
    /// <summary>A flag that names a file.</summary>
    /// <param name="Component">The program.</param>
    /// <param name="Flag">The flag without dashes.</param>
    /// <param name="Role">The role that the file plays.</param>
    /// <param name="KeyFlag">The flag that names the certificate's key; null when there is none.</param>
    public sealed record Row(string Component, string Flag, string Role, string? KeyFlag = null);

    /// <summary>The rows; a file that several flags name has the role of the first.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new("kube-apiserver", "client-ca-file", "ca"),
        new("kube-controller-manager", "cluster-signing-cert-file", "ca", "cluster-signing-key-file"),
        new("kube-controller-manager", "root-ca-file", "ca"),
        new("kube-apiserver", "kubelet-certificate-authority", "ca"),
        new("kube-apiserver", "requestheader-client-ca-file", PkiRoles.FrontProxyAuthority),
        new("kube-apiserver", "etcd-cafile", PkiRoles.EtcdAuthority),
        new("etcd", "trusted-ca-file", PkiRoles.EtcdAuthority),
        new("etcd", "peer-trusted-ca-file", PkiRoles.EtcdAuthority),
        new("kube-apiserver", "tls-cert-file", PkiRoles.ApiServer, "tls-private-key-file"),
        new("kube-apiserver", "kubelet-client-certificate", PkiRoles.ApiServerKubeletClient, "kubelet-client-key"),
        new("kube-apiserver", "proxy-client-cert-file", PkiRoles.FrontProxyClient, "proxy-client-key-file"),
        new("kube-apiserver", "etcd-certfile", PkiRoles.ApiServerEtcdClient, "etcd-keyfile"),
        new("etcd", "cert-file", PkiRoles.EtcdServer, "key-file"),
        new("etcd", "peer-cert-file", PkiRoles.EtcdPeer, "peer-key-file"),
        new("kube-apiserver", "service-account-key-file", "sa"),
        new("kube-apiserver", "service-account-signing-key-file", "sa"),
        new("kube-controller-manager", "service-account-private-key-file", "sa"),
        new("kube-controller-manager", "kubeconfig", PkiRoles.ControllerManagerConf),
        new("kube-scheduler", "kubeconfig", PkiRoles.SchedulerConf),
        new("kube-proxy", "kubeconfig", PkiRoles.KubeconfigClient),
    ];

    /// <summary>The programs that have rows.</summary>
    public static IReadOnlyList<string> Components { get; } = All.Select(row => row.Component).Distinct().ToArray();
}
