namespace KubePki.Node.Layout;

/// <summary>Which distribution keeps what where, and how it runs it. To know another one is to add rows.</summary>
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
        new("front-proxy-ca.crt", PkiRoles.FrontProxyAuthority),
        new("etcd/ca.crt", PkiRoles.EtcdAuthority),
        new("apiserver.crt", PkiRoles.ApiServer),
        new("apiserver-kubelet-client.crt", PkiRoles.ApiServerKubeletClient),
        new("apiserver-etcd-client.crt", PkiRoles.ApiServerEtcdClient),
        new("front-proxy-client.crt", PkiRoles.FrontProxyClient),
        new("etcd/server.crt", PkiRoles.EtcdServer),
        new("etcd/peer.crt", PkiRoles.EtcdPeer),
        new("etcd/healthcheck-client.crt", PkiRoles.EtcdHealthcheckClient),
        new("sa.pub", "sa"),
    ];

    private static readonly LayoutFile[] KubesprayEtcdFiles =
    [
        new("ca.pem", PkiRoles.EtcdAuthority, "ca-key.pem"),
        new("member-*.pem", PkiRoles.EtcdServer, "member-*-key.pem"),
        new("admin-*.pem", PkiRoles.EtcdHealthcheckClient, "admin-*-key.pem"),
        new("node-*.pem", PkiRoles.ApiServerEtcdClient, "node-*-key.pem"),
    ];

    private static readonly LayoutFile[] RancherServerFiles =
    [
        new("client-ca.crt", "client-ca"),
        new("client-ca.nochain.crt", "client-ca", "client-ca.key"),
        new("server-ca.crt", "server-ca"),
        new("server-ca.nochain.crt", "server-ca", "server-ca.key"),
        new("request-header-ca.crt", PkiRoles.FrontProxyAuthority),
        new("etcd/server-ca.crt", PkiRoles.EtcdAuthority),
        new("etcd/peer-ca.crt", "etcd-peer-ca"),
        new("serving-kube-apiserver.crt", PkiRoles.ApiServer),
        new("client-kube-apiserver.crt", PkiRoles.ApiServerKubeletClient),
        new("client-auth-proxy.crt", PkiRoles.FrontProxyClient),
        new("client-admin.crt", "admin"),
        new("client-supervisor.crt", "supervisor"),
        new("client-controller.crt", "controller-manager"),
        new("client-scheduler.crt", "scheduler"),
        new("client-kube-proxy.crt", "kube-proxy"),
        new("client-*-cloud-controller.crt", "cloud-controller-manager"),
        new("client-*-controller.crt", "distribution-controller"),
        new("etcd/server-client.crt", PkiRoles.EtcdServer),
        new("etcd/peer-server-client.crt", PkiRoles.EtcdPeer),
        new("etcd/client.crt", PkiRoles.ApiServerEtcdClient),
        new("service.key", "sa"),
    ];

    private static readonly LayoutFile[] RancherAgentFiles =
    [
        new("client-ca.crt", "client-ca"),
        new("server-ca.crt", "server-ca"),
        new("client-kubelet.crt", PkiRoles.KubeletClient),
        new("serving-kubelet.crt", PkiRoles.KubeletServer),
        new("client-kube-proxy.crt", "kube-proxy"),
        new("client-*-controller.crt", "distribution-controller"),
        new("kubelet.kubeconfig", PkiRoles.KubeletConf),
    ];

    private static readonly LayoutFile[] RancherKubeconfigs =
    [
        new("admin.kubeconfig", PkiRoles.AdminConf),
        new("controller.kubeconfig", PkiRoles.ControllerManagerConf),
        new("scheduler.kubeconfig", PkiRoles.SchedulerConf),
        new("*.kubeconfig", PkiRoles.KubeconfigClient),
    ];

    private static readonly LayoutFile[] K0sFiles =
    [
        .. KubeadmFiles,
        new("server.crt", PkiRoles.ApiServer),
        new("admin.crt", "admin"),
        new("ccm.crt", "controller-manager"),
        new("scheduler.crt", "scheduler"),
        new("konnectivity.crt", "konnectivity"),
        new("k0s-api.crt", "distribution-api"),
        new(PkiRoles.AdminConf, PkiRoles.AdminConf),
        new("ccm.conf", PkiRoles.ControllerManagerConf),
        new(PkiRoles.SchedulerConf, PkiRoles.SchedulerConf),
        new("konnectivity.conf", "konnectivity.conf"),
    ];

    /// <summary>The kubeconfigs that kubeadm keeps on a node.</summary>
    internal static IReadOnlyList<LayoutFile> KubeadmKubeconfigs { get; } =
    [
        new(PkiRoles.AdminConf, PkiRoles.AdminConf),
        new(PkiRoles.SuperAdminConf, PkiRoles.SuperAdminConf),
        new(PkiRoles.ControllerManagerConf, PkiRoles.ControllerManagerConf),
        new(PkiRoles.SchedulerConf, PkiRoles.SchedulerConf),
        new(PkiRoles.KubeletConf, PkiRoles.KubeletConf),
        new(PkiRoles.BootstrapKubeletConf, PkiRoles.BootstrapKubeletConf),
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
        new("k3s", "/etc/rancher/k3s", [new("k3s.yaml", PkiRoles.AdminConf)]),
        new("rke2", "/var/lib/rancher/rke2/server/tls", RancherServerFiles),
        new("rke2", "/var/lib/rancher/rke2/server/cred", RancherKubeconfigs),
        new("rke2", "/var/lib/rancher/rke2/agent", RancherAgentFiles),
        new("rke2", "/etc/rancher/rke2", [new("rke2.yaml", PkiRoles.AdminConf)]),
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

    /// <summary>The distributions that have ways of their own; the others do as kubeadm does.</summary>
    public static IReadOnlyList<Distribution> Distributions { get; } =
    [
        new("k3s") { Service = "k3s" },
        new("rke2") { Service = "rke2-server" },
        new("k0s") { Service = "k0scontroller" },
        new("minikube") { RenewCommand = "minikube start" },
    ];

    /// <summary>How the distribution that keeps a file runs its PKI; null when it does as kubeadm does.</summary>
    /// <param name="nodePath">The path of a file.</param>
    public static Distribution? RunnerOf(string nodePath) =>
        DistributionOf(nodePath) is { } name ? Distributions.FirstOrDefault(distribution => distribution.Name == name) : null;

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
