namespace KubePki.Node.Layout;

/// <summary>Which distribution keeps what where. To know another one is to add rows.</summary>
public static class PkiLayouts
{
    /// <summary>The directory of kubeadm's kubeconfigs.</summary>
    public const string Kubeconfigs = "/etc/kubernetes";

    /// <summary>The directory of kubeadm's static pod manifests.</summary>
    public const string Manifests = "/etc/kubernetes/manifests";

    /// <summary>The directory of people's home directories.</summary>
    public const string Homes = "/home";

    /// <summary>The directory of CNI configurations.</summary>
    public const string Cni = "/etc/cni/net.d";

    /// <summary>Whether a path lies where CNI configurations do: the pods of networks write there, whenever they like.</summary>
    /// <param name="nodePath">The path on the node.</param>
    internal static bool IsOfNetworks(string nodePath) => nodePath.StartsWith(Cni + "/", StringComparison.Ordinal);

    /// <summary>The directory of kubelet's certificates.</summary>
    public const string KubeletPki = "/var/lib/kubelet/pki";

    private static readonly LayoutFile[] KubeadmFiles =
    [
        new("ca.crt", "ca"),
        new("front-proxy-ca.crt", "front-proxy-ca"),
        new("etcd/ca.crt", "etcd-ca"),
        new("apiserver.crt", "apiserver"),
        new("apiserver-kubelet-client.crt", "apiserver-kubelet-client"),
        new("apiserver-etcd-client.crt", "apiserver-etcd-client"),
        new("front-proxy-client.crt", "front-proxy-client"),
        new("etcd/server.crt", "etcd-server"),
        new("etcd/peer.crt", "etcd-peer"),
        new("etcd/healthcheck-client.crt", "etcd-healthcheck-client"),
        new("sa.pub", "sa"),
    ];

    private static readonly LayoutFile[] KubesprayEtcdFiles =
    [
        new("ca.pem", "etcd-ca", "ca-key.pem"),
        new("member-*.pem", "etcd-server", "member-*-key.pem"),
        new("admin-*.pem", "etcd-healthcheck-client", "admin-*-key.pem"),
        new("node-*.pem", "apiserver-etcd-client", "node-*-key.pem"),
    ];

    private static readonly LayoutFile[] RancherServerFiles =
    [
        new("client-ca.crt", "client-ca"),
        new("client-ca.nochain.crt", "client-ca", "client-ca.key"),
        new("server-ca.crt", "server-ca"),
        new("server-ca.nochain.crt", "server-ca", "server-ca.key"),
        new("request-header-ca.crt", "front-proxy-ca"),
        new("etcd/server-ca.crt", "etcd-ca"),
        new("etcd/peer-ca.crt", "etcd-peer-ca"),
        new("serving-kube-apiserver.crt", "apiserver"),
        new("client-kube-apiserver.crt", "apiserver-kubelet-client"),
        new("client-auth-proxy.crt", "front-proxy-client"),
        new("client-admin.crt", "admin"),
        new("client-supervisor.crt", "supervisor"),
        new("client-controller.crt", "controller-manager"),
        new("client-scheduler.crt", "scheduler"),
        new("client-kube-proxy.crt", "kube-proxy"),
        new("client-*-cloud-controller.crt", "cloud-controller-manager"),
        new("client-*-controller.crt", "distribution-controller"),
        new("etcd/server-client.crt", "etcd-server"),
        new("etcd/peer-server-client.crt", "etcd-peer"),
        new("etcd/client.crt", "apiserver-etcd-client"),
        new("service.key", "sa"),
    ];

    private static readonly LayoutFile[] RancherAgentFiles =
    [
        new("client-ca.crt", "client-ca"),
        new("server-ca.crt", "server-ca"),
        new("client-kubelet.crt", "kubelet-client"),
        new("serving-kubelet.crt", "kubelet-server"),
        new("client-kube-proxy.crt", "kube-proxy"),
        new("client-*-controller.crt", "distribution-controller"),
        new("kubelet.kubeconfig", "kubelet.conf"),
    ];

    private static readonly LayoutFile[] RancherKubeconfigs =
    [
        new("admin.kubeconfig", "admin.conf"),
        new("controller.kubeconfig", "controller-manager.conf"),
        new("scheduler.kubeconfig", "scheduler.conf"),
        new("*.kubeconfig", PkiRoles.KubeconfigClient),
    ];

    private static readonly LayoutFile[] K0sFiles =
    [
        .. KubeadmFiles,
        new("server.crt", "apiserver"),
        new("admin.crt", "admin"),
        new("ccm.crt", "controller-manager"),
        new("scheduler.crt", "scheduler"),
        new("konnectivity.crt", "konnectivity"),
        new("k0s-api.crt", "distribution-api"),
        new("admin.conf", "admin.conf"),
        new("ccm.conf", "controller-manager.conf"),
        new("scheduler.conf", "scheduler.conf"),
        new("konnectivity.conf", "konnectivity.conf"),
    ];

    private static readonly LayoutFile[] KubeadmKubeconfigs =
    [
        new("admin.conf", "admin.conf"),
        new("super-admin.conf", "super-admin.conf"),
        new("controller-manager.conf", "controller-manager.conf"),
        new("scheduler.conf", "scheduler.conf"),
        new("kubelet.conf", "kubelet.conf"),
        new("bootstrap-kubelet.conf", "bootstrap-kubelet.conf"),
    ];

    private static readonly LayoutFile[] KubeletFiles =
    [
        new("kubelet-client-*.pem", PkiRoles.KubeletClient, "kubelet-client-*.pem"),
        new("kubelet-client.crt", PkiRoles.KubeletClient),
        new("kubelet-server-*.pem", PkiRoles.KubeletServer, "kubelet-server-*.pem"),
        new("kubelet.crt", PkiRoles.KubeletServer),
    ];

    /// <summary>What kubeadm keeps in its <c>certificatesDir</c>.</summary>
    public static PkiLayout Kubeadm { get; } = new("kubeadm", "/etc/kubernetes/pki", KubeadmFiles);

    /// <summary>All layouts; where a path fits two rows, the earlier one counts.</summary>
    public static IReadOnlyList<PkiLayout> All { get; } =
    [
        Kubeadm,
        new("kubeadm", Kubeconfigs, KubeadmKubeconfigs),
        new("kubelet", KubeletPki, KubeletFiles),
        new("kubespray", "/etc/kubernetes/ssl", KubeadmFiles),
        new("kubespray", "/etc/ssl/etcd/ssl", KubesprayEtcdFiles),
        new("minikube", "/var/lib/minikube/certs", KubeadmFiles),
        new("k3s", "/var/lib/rancher/k3s/server/tls", RancherServerFiles),
        new("k3s", "/var/lib/rancher/k3s/server/cred", RancherKubeconfigs),
        new("k3s", "/var/lib/rancher/k3s/agent", RancherAgentFiles),
        new("k3s", "/etc/rancher/k3s", [new("k3s.yaml", "admin.conf")]),
        new("rke2", "/var/lib/rancher/rke2/server/tls", RancherServerFiles),
        new("rke2", "/var/lib/rancher/rke2/server/cred", RancherKubeconfigs),
        new("rke2", "/var/lib/rancher/rke2/agent", RancherAgentFiles),
        new("rke2", "/etc/rancher/rke2", [new("rke2.yaml", "admin.conf")]),
        new("k0s", "/var/lib/k0s/pki", K0sFiles),
        new("k0s", "/var/lib/k0s/kubelet/pki", KubeletFiles),
    ];

    /// <summary>The files that tell a copy of kubeadm's directory from any other.</summary>
    public static IReadOnlyList<string> KubeadmMarks { get; } = ["ca.crt", "front-proxy-ca.crt"];

    /// <summary>Where layouts keep CA certificates, relative to their directories.</summary>
    public static IReadOnlyList<string> AuthorityFiles { get; } = All.SelectMany(layout => layout.Files)
        .Where(file => PkiRoles.Find(file.Role)?.Kind == PkiRoleKind.Authority).Select(file => file.Pattern).Distinct().ToArray();

    /// <summary>The subdirectories that belong to a layout's directory.</summary>
    public static IReadOnlyList<string> Subdirectories { get; } = All.SelectMany(layout => layout.Files)
        .Where(file => file.Pattern.Contains('/', StringComparison.Ordinal))
        .Select(file => file.Pattern.Split('/')[0]).Distinct().ToArray();

    /// <summary>
    /// The accounts to which distributions give directories of the PKI: kubespray gives <c>/etc/kubernetes</c> to kube and
    /// <c>/etc/ssl/etcd</c> to etcd, k0s gives the directory of etcd's files to etcd.
    /// </summary>
    public static IReadOnlyList<string> ServiceAccounts { get; } = ["kube", "etcd"];

    /// <summary>Kubeconfigs of people, which have no fixed role.</summary>
    public static IReadOnlyList<string> PersonalKubeconfigs { get; } = ["/root/.kube/config"];

    /// <summary>
    /// Who keeps files where a path of the node lies: <c>kubeadm</c>, <c>k3s</c> …; null when no layout has the directory.
    /// </summary>
    /// <param name="nodePath">The path of a file.</param>
    public static string? DistributionOf(string nodePath)
    {
        ArgumentNullException.ThrowIfNull(nodePath);
        return All.Where(layout => nodePath.StartsWith(layout.Directory + "/", StringComparison.Ordinal))
            .MaxBy(layout => layout.Directory.Length)?.Distribution;
    }
}
