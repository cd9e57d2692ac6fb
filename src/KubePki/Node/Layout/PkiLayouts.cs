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

    private const string RefreshSnap = "microk8s refresh-certs -e ";

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
        new("dynamic-cert.json", PkiRoles.SupervisorServer, "dynamic-cert.json"),
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
        new("*.kubeconfig", PkiRoles.KubeconfigClient),
    ];

    private static readonly LayoutFile[] RancherKubeconfigs =
    [
        new("admin.kubeconfig", PkiRoles.AdminConf),
        new("controller.kubeconfig", PkiRoles.ControllerManagerConf),
        new("scheduler.kubeconfig", PkiRoles.SchedulerConf),
        new("*.kubeconfig", PkiRoles.KubeconfigClient),
    ];

    private const string RkeDirectory = "/etc/kubernetes/ssl";

    private static readonly LayoutFile[] RkeFiles =
    [
        new("kube-ca.pem", "ca", "kube-ca-key.pem"),
        new("kube-apiserver-requestheader-ca.pem", PkiRoles.FrontProxyAuthority, "kube-apiserver-requestheader-ca-key.pem"),
        new("kube-apiserver-proxy-client.pem", PkiRoles.FrontProxyClient, "kube-apiserver-proxy-client-key.pem"),
        new("kube-apiserver.pem", PkiRoles.ApiServer, "kube-apiserver-key.pem"),
        new("kube-etcd-*.pem", PkiRoles.EtcdServer, "kube-etcd-*-key.pem"),
        new("kube-node.pem", PkiRoles.KubeletClient, "kube-node-key.pem"),
        new("kube-controller-manager.pem", "controller-manager", "kube-controller-manager-key.pem"),
        new("kube-scheduler.pem", "scheduler", "kube-scheduler-key.pem"),
        new("kube-proxy.pem", "kube-proxy", "kube-proxy-key.pem"),
        new("kube-admin.pem", "admin", "kube-admin-key.pem"),
        new("kube-service-account-token.pem", PkiRoles.ServiceAccounts, "kube-service-account-token-key.pem"),
        new("kubecfg-kube-node.yaml", PkiRoles.KubeletConf),
        new("kubecfg-kube-controller-manager.yaml", PkiRoles.ControllerManagerConf),
        new("kubecfg-kube-scheduler.yaml", PkiRoles.SchedulerConf),
        new("kubecfg-kube-admin.yaml", PkiRoles.AdminConf),
        new("kubecfg-*.yaml", PkiRoles.KubeconfigClient),
    ];

    private static readonly LayoutFile[] SnapFiles =
    [
        new("ca.crt", "ca") { RenewCommand = RefreshSnap + "ca.crt" },
        new("front-proxy-ca.crt", PkiRoles.FrontProxyAuthority),
        new("server.crt", PkiRoles.ApiServer) { RenewCommand = RefreshSnap + "server.crt" },
        new("front-proxy-client.crt", PkiRoles.FrontProxyClient) { RenewCommand = RefreshSnap + "front-proxy-client.crt" },
        new("apiserver-kubelet-client.crt", PkiRoles.ApiServerKubeletClient),
        new("client.crt", "admin"),
        new("controller.crt", "controller-manager"),
        new("scheduler.crt", "scheduler"),
        new("proxy.crt", "kube-proxy"),
        new("kubelet.crt", PkiRoles.KubeletClient),
        new("serviceaccount.key", PkiRoles.ServiceAccounts),
    ];

    private static readonly LayoutFile[] SnapKubeconfigs =
    [
        new("client.config", PkiRoles.AdminConf),
        new("controller.config", PkiRoles.ControllerManagerConf),
        new("scheduler.config", PkiRoles.SchedulerConf),
        new("kubelet.config", PkiRoles.KubeletConf),
        new("*.config", PkiRoles.KubeconfigClient),
    ];

    // Names that guides to clusters of single binaries give; flags tell more.
    private static readonly LayoutFile[] BinaryFiles =
    [
        new("ca.pem", "ca", "ca-key.pem"),
        new("ca.crt", "ca"),
        new("front-proxy-ca.pem", PkiRoles.FrontProxyAuthority, "front-proxy-ca-key.pem"),
        new("kubernetes.pem", PkiRoles.ApiServer, "kubernetes-key.pem"),
        new("apiserver.pem", PkiRoles.ApiServer, "apiserver-key.pem"),
        new("kube-apiserver.pem", PkiRoles.ApiServer, "kube-apiserver-key.pem"),
        new("kube-api-server.crt", PkiRoles.ApiServer),
        new("kube-controller-manager.kubeconfig", PkiRoles.ControllerManagerConf),
        new("kube-scheduler.kubeconfig", PkiRoles.SchedulerConf),
    ];

    private static readonly LayoutFile[] BinaryEtcdFiles =
    [
        new("ca.pem", PkiRoles.EtcdAuthority, "ca-key.pem"),
        new("ca.crt", PkiRoles.EtcdAuthority),
        new("etcd.pem", PkiRoles.EtcdServer, "etcd-key.pem"),
        new("server.pem", PkiRoles.EtcdServer, "server-key.pem"),
        new("kubernetes.pem", PkiRoles.EtcdServer, "kubernetes-key.pem"),
        new("kube-api-server.crt", PkiRoles.EtcdServer),
    ];

    private static readonly LayoutFile[] KopsFiles =
    [
        new("server.crt", PkiRoles.ApiServer),
        new("apiserver-aggregator-ca.crt", PkiRoles.FrontProxyAuthority),
        new("apiserver-aggregator.crt", PkiRoles.FrontProxyClient),
        new("etcd-ca.crt", PkiRoles.EtcdAuthority),
        new("etcd-client.crt", PkiRoles.ApiServerEtcdClient),
        new("kubelet-api.crt", PkiRoles.ApiServerKubeletClient),
        new("service-account.pub", PkiRoles.ServiceAccounts),
    ];

    private static readonly LayoutFile[] TalosFiles =
    [
        new("ca.crt", "ca"),
        new("aggregator-ca.crt", PkiRoles.FrontProxyAuthority),
        new("apiserver.crt", PkiRoles.ApiServer),
        new("apiserver-kubelet-client.crt", PkiRoles.ApiServerKubeletClient),
        new("front-proxy-client.crt", PkiRoles.FrontProxyClient),
        new("etcd-client.crt", PkiRoles.ApiServerEtcdClient),
        new("etcd-client-ca.crt", PkiRoles.EtcdAuthority),
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
        new("rke1", RkeDirectory, RkeFiles),
        new("kubespray", RkeDirectory, KubeadmFiles),
        new("kubespray", "/etc/ssl/etcd/ssl", KubesprayEtcdFiles),
        new("minikube", "/var/lib/minikube/certs", KubeadmFiles),
        new("minikube", "/var/lib/minikube", [new("kubeconfig", PkiRoles.KubeconfigClient)]),
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
        new("microk8s", "/var/snap/microk8s/current/certs", SnapFiles),
        new("microk8s", "/var/snap/microk8s/current/credentials", SnapKubeconfigs),
        new("kops", "/srv/kubernetes", [new("ca.crt", "ca")]),
        new("kops", "/srv/kubernetes/kube-apiserver", KopsFiles),
        new("talos", "/system/secrets/kubernetes/kube-apiserver", TalosFiles),
        new("talos", "/system/secrets/etcd", [new("ca.crt", PkiRoles.EtcdAuthority), new("server.crt", PkiRoles.EtcdServer),
            new("peer.crt", PkiRoles.EtcdPeer), new("admin.crt", PkiRoles.EtcdHealthcheckClient)]),
        new("aks", "/etc/kubernetes/certs", [new("ca.crt", "ca"), new("apiserver.crt", PkiRoles.ApiServer),
            new("kubeletserver.crt", PkiRoles.KubeletServer)]),
        new("binaries", "/var/lib/kubernetes", BinaryFiles),
        new("binaries", "/etc/kubernetes/cert", BinaryFiles),
        new("binaries", "/opt/kubernetes/ssl", BinaryFiles),
        new("binaries", "/etc/etcd", BinaryEtcdFiles),
        new("binaries", "/etc/etcd/cert", BinaryEtcdFiles),
        new("binaries", "/etc/etcd/ssl", BinaryEtcdFiles),
        new("binaries", "/opt/etcd/ssl", BinaryEtcdFiles),
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
    /// <c>/etc/ssl/etcd</c> to etcd, k0s gives each program its files.
    /// </summary>
    public static IReadOnlyList<string> ServiceAccounts { get; } =
        [.. Distributions.All.SelectMany(distribution => distribution.Accounts).Concat(["kube", "etcd"]).Distinct()];

    /// <summary>Kubeconfigs of people, which have no fixed role.</summary>
    public static IReadOnlyList<string> PersonalKubeconfigs { get; } = ["/root/.kube/config"];

    /// <summary>How the distribution that keeps a file runs its PKI; null when it does as kubeadm does.</summary>
    /// <param name="nodePath">The path of a file.</param>
    public static Distribution? RunnerOf(string nodePath) => DistributionOf(nodePath) is { } name ? Distributions.Find(name) : null;

    /// <summary>
    /// Who keeps files where a path of the node lies: <c>kubeadm</c>, <c>k3s</c> …; null when no layout has the directory.
    /// </summary>
    /// <param name="nodePath">The path of a file.</param>
    public static string? DistributionOf(string nodePath)
    {
        ArgumentNullException.ThrowIfNull(nodePath);
        return LayoutMatch.FindPair(nodePath)?.Distribution
            ?? All.Where(layout => nodePath.StartsWith(layout.Directory + "/", StringComparison.Ordinal))
                .OrderByDescending(layout => layout.Directory.Length).ThenBy(layout => layout.Distribution == "rke1")
                .FirstOrDefault()?.Distribution;
    }
}
