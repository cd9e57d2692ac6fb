using KubePki.Model;

namespace KubePki.Node.Layout;

/// <summary>
/// The roles. For kubeadm's see cmd/kubeadm/app/phases/certs/certlist.go; for those of k3s and RKE2 pkg/daemons/control/deps;
/// for those of k0s pkg/component/controller/certificates.go. To know another role is to add a row.
/// </summary>
public static class PkiRoles
{
    /// <summary>The role of the cluster's CA.</summary>
    public const string ClusterAuthority = "ca";

    /// <summary>The role of the CA of the aggregation layer.</summary>
    public const string FrontProxyAuthority = "front-proxy-ca";

    /// <summary>The role of etcd's CA.</summary>
    public const string EtcdAuthority = "etcd-ca";

    /// <summary>The role of the certificate that the API server serves.</summary>
    public const string ApiServer = "apiserver";

    /// <summary>
    /// The role of the certificate that k3s serves on port 6443, and RKE2 on 9345: it makes it anew for each name that it is asked for.
    /// </summary>
    public const string SupervisorServer = "supervisor-server";

    /// <summary>The role of the certificate that the API server shows to kubelets.</summary>
    public const string ApiServerKubeletClient = "apiserver-kubelet-client";

    /// <summary>The role of the certificate that the API server shows to aggregated APIs.</summary>
    public const string FrontProxyClient = "front-proxy-client";

    /// <summary>The role of the certificate that etcd serves to clients.</summary>
    public const string EtcdServer = "etcd-server";

    /// <summary>The role of the certificate that members of etcd show each other.</summary>
    public const string EtcdPeer = "etcd-peer";

    /// <summary>The role of the certificate of etcd's probes.</summary>
    public const string EtcdHealthcheckClient = "etcd-healthcheck-client";

    /// <summary>The role of the certificate that the API server shows to etcd.</summary>
    public const string ApiServerEtcdClient = "apiserver-etcd-client";

    /// <summary>The role of the cluster administrator's kubeconfig.</summary>
    public const string AdminConf = "admin.conf";

    /// <summary>
    /// The role of the kubeconfig for emergencies: on the first node alone, and people take it away from there on purpose.
    /// </summary>
    public const string SuperAdminConf = "super-admin.conf";

    /// <summary>The role of the controller manager's kubeconfig.</summary>
    public const string ControllerManagerConf = "controller-manager.conf";

    /// <summary>The role of the scheduler's kubeconfig.</summary>
    public const string SchedulerConf = "scheduler.conf";

    /// <summary>The role of kubelet's kubeconfig.</summary>
    public const string KubeletConf = "kubelet.conf";

    /// <summary>The role of the kubeconfig with which kubelet asks for its first certificate.</summary>
    public const string BootstrapKubeletConf = "bootstrap-kubelet.conf";

    /// <summary>The role of the certificate with which kubelet asks the API server.</summary>
    public const string KubeletClient = "kubelet-client";

    /// <summary>The role of the certificate that kubelet serves on port 10250.</summary>
    public const string KubeletServer = "kubelet-server";

    /// <summary>The role of the key pair that signs the tokens of service accounts.</summary>
    public const string ServiceAccounts = "sa";

    /// <summary>The role of a CA certificate inside a kubeconfig.</summary>
    public const string KubeconfigAuthority = "kubeconfig-ca";

    /// <summary>The role of a client certificate in a kubeconfig that no row of the layout knows.</summary>
    public const string KubeconfigClient = "kubeconfig-client";

    /// <summary>The role of the credential with which a CNI plugin asks the API server.</summary>
    public const string Cni = "cni";

    /// <summary>The role of a CA certificate that stands behind a leaf in the leaf's file.</summary>
    public const string Chain = "chain";

    /// <summary>What the names of users that are nodes start with.</summary>
    public const string NodeUser = "system:node:";

    /// <summary>The group of all users that are nodes.</summary>
    public const string NodeGroup = "system:nodes";

    /// <summary>The group whose members may do everything, and that no rule binds.</summary>
    public const string Masters = "system:masters";

    private const string ControllerManagerUser = "system:kube-controller-manager", SchedulerUser = "system:kube-scheduler";

    private const string ClusterAdmins = "kubeadm:cluster-admins";

    private static readonly RoleOrganization Administrators = new(Masters, ClusterAdmins, ClusterAdmins);
    private static readonly RoleOrganization MastersOnceUponATime = new(Masters, null, null);
    private static readonly RoleOrganization Nodes = new(NodeGroup, NodeGroup, NodeGroup);

    private static readonly string[] Server = ["serverAuth"], Client = ["clientAuth"], Both = ["serverAuth", "clientAuth"];

    private static readonly string[] Clients = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"];

    /// <summary>All roles, CAs first; where a key plays several roles they are named in this order.</summary>
    public static IReadOnlyList<PkiRole> All { get; } =
    [
        new(ClusterAuthority, PkiRoleKind.Authority)
        {
            Severity = FindingSeverity.Critical,
            Consequence = "Everything it signed is rejected: the API server, kubelets, every kubeconfig.",
            Readers = Clients,
            Reload = RoleReload.Start,
        },
        new("client-ca", PkiRoleKind.Authority)
        {
            Severity = FindingSeverity.Critical,
            Consequence = "The API server rejects every client certificate.",
            Readers = Clients,
            Reload = RoleReload.Start,
        },
        new("server-ca", PkiRoleKind.Authority)
        {
            Severity = FindingSeverity.Critical,
            Consequence = "Clients reject the API server.",
            Readers = Clients,
            Reload = RoleReload.Start,
        },
        new(FrontProxyAuthority, PkiRoleKind.Authority)
        {
            Severity = FindingSeverity.Error,
            Consequence = "Aggregated APIs such as metrics.k8s.io reject the API server.",
            Readers = ["kube-apiserver"],
            Reload = RoleReload.Start,
        },
        new(EtcdAuthority, PkiRoleKind.Authority)
        {
            Severity = FindingSeverity.Critical,
            Consequence = "etcd and the API server reject each other: the API server exits with \"context deadline exceeded\".",
            Readers = ["kube-apiserver", "etcd"],
            Reload = RoleReload.Start,
        },
        new("etcd-peer-ca", PkiRoleKind.Authority)
        {
            Severity = FindingSeverity.Error,
            Consequence = "etcd members reject each other.",
            Readers = ["kube-apiserver", "etcd"],
            Reload = RoleReload.Start,
        },
        new(ApiServer, PkiRoleKind.Leaf, ClusterAuthority)
        {
            Usages = Server,
            KubeadmName = "kube-apiserver",
            IsRenewedByKubeadm = true,
            RequiredNames = spec => spec.RequiredApiServerNames,
            // They stood in the certificate alone.
            FurtherNames = spec => spec.ExtraNames.Select(name => name.Value),
            Severity = FindingSeverity.Critical,
            Consequence = "Every client rejects the API server: kubectl, kubelets, controllers, pods.",
            Readers = ["kube-apiserver"],
            Reload = RoleReload.Minute,
        },
        new(SupervisorServer, PkiRoleKind.Leaf, ClusterAuthority)
        {
            Usages = Server,
            Severity = FindingSeverity.Critical,
            Consequence = "k3s serves it on port 6443: kubectl, agents and pods reject the API server. "
                + "RKE2 serves it on port 9345: agents cannot join.",
        },
        new(ApiServerKubeletClient, PkiRoleKind.Leaf, ClusterAuthority)
        {
            Usages = Client,
            KubeadmName = "kube-apiserver-kubelet-client",
            KubeadmOrganization = new(Masters, ClusterAdmins, null),
            IsRenewedByKubeadm = true,
            Severity = FindingSeverity.Error,
            Consequence = "kubectl logs, exec and port-forward fail: kubelets return 401 Unauthorized to the API server.",
            Readers = ["kube-apiserver"],
            Reload = RoleReload.Connection,
        },
        new(FrontProxyClient, PkiRoleKind.Leaf, FrontProxyAuthority)
        {
            Usages = Client,
            KubeadmName = "front-proxy-client",
            IsRenewedByKubeadm = true,
            Severity = FindingSeverity.Error,
            Consequence = "Aggregated APIs such as metrics.k8s.io reject the API server's requests.",
            Readers = ["kube-apiserver"],
            Reload = RoleReload.Minute,
        },
        new(EtcdServer, PkiRoleKind.Leaf, EtcdAuthority)
        {
            Usages = Server,
            // etcd's gateway is a client of its own server, with the server's certificate (etcd-io/etcd issue 9785).
            IssuedUsages = Both,
            KubeadmName = "*",
            IsRenewedByKubeadm = true,
            RequiredNames = spec => spec.RequiredEtcdNames,
            FurtherNames = _ => ["::1"],
            ConfiguredNames = settings => settings.EtcdServerNames,
            Severity = FindingSeverity.Critical,
            Consequence = "The API server rejects etcd and exits with \"context deadline exceeded\".",
            Readers = ["etcd"],
            Reload = RoleReload.Handshake,
        },
        new(EtcdPeer, PkiRoleKind.Leaf, EtcdAuthority)
        {
            Usages = Both,
            KubeadmName = "*",
            IsRenewedByKubeadm = true,
            RequiredNames = spec => [.. spec.RequiredEtcdNames, .. spec.EtcdPeerHosts],
            FurtherNames = _ => ["::1"],
            ConfiguredNames = settings => settings.EtcdPeerNames,
            Severity = FindingSeverity.Error,
            Consequence = "etcd members reject each other. With more than one member, there is no quorum.",
            Readers = ["etcd"],
            Reload = RoleReload.Handshake,
        },
        new(EtcdHealthcheckClient, PkiRoleKind.Leaf, EtcdAuthority)
        {
            Usages = Client,
            KubeadmName = "kube-etcd-healthcheck-client",
            KubeadmOrganization = MastersOnceUponATime,
            IsRenewedByKubeadm = true,
            Consequence = "Only etcdctl and liveness probes in old manifests are affected.",
        },
        new(ApiServerEtcdClient, PkiRoleKind.Leaf, EtcdAuthority)
        {
            Usages = Client,
            KubeadmName = "kube-apiserver-etcd-client",
            KubeadmOrganization = MastersOnceUponATime,
            IsRenewedByKubeadm = true,
            Severity = FindingSeverity.Critical,
            Consequence = "etcd rejects the API server, which exits with \"context deadline exceeded\".",
            Readers = ["kube-apiserver"],
            Reload = RoleReload.Connection,
        },
        new("admin", PkiRoleKind.Leaf, ClusterAuthority)
        {
            Usages = Client,
            KubeadmOrganization = Administrators,
            Severity = FindingSeverity.Error,
        },
        new("supervisor", PkiRoleKind.Leaf, ClusterAuthority),
        new("controller-manager", PkiRoleKind.Leaf, ClusterAuthority)
        {
            CommonName = ControllerManagerUser,
            Usages = Client,
            Severity = FindingSeverity.Error,
        },
        new("cloud-controller-manager", PkiRoleKind.Leaf, ClusterAuthority) { Severity = FindingSeverity.Error },
        new("scheduler", PkiRoleKind.Leaf, ClusterAuthority)
        {
            CommonName = SchedulerUser,
            Usages = Client,
            Severity = FindingSeverity.Error,
        },
        new("kube-proxy", PkiRoleKind.Leaf, ClusterAuthority) { Severity = FindingSeverity.Error },
        new("konnectivity", PkiRoleKind.Leaf, ClusterAuthority),
        new("distribution-controller", PkiRoleKind.Leaf, ClusterAuthority) { Severity = FindingSeverity.Error },
        new("distribution-api", PkiRoleKind.Leaf, ClusterAuthority),
        new(AdminConf, PkiRoleKind.Kubeconfig, ClusterAuthority)
        {
            Usages = Client,
            KubeadmName = "kubernetes-admin",
            KubeadmOrganization = Administrators,
            IsRenewedByKubeadm = true,
            Severity = FindingSeverity.Error,
            Consequence = "kubectl fails with \"You must be logged in to the server (Unauthorized)\";"
                + " kubeadm cannot read the cluster's configuration.",
            Reload = RoleReload.Copies,
        },
        new(SuperAdminConf, PkiRoleKind.Kubeconfig, ClusterAuthority)
        {
            Usages = Client,
            KubeadmName = "kubernetes-super-admin",
            KubeadmOrganization = new(Masters, Masters, Masters),
            IsRenewedByKubeadm = true,
            FirstMinor = 29,
            Consequence = "Emergency access to the cluster does not work.",
            Reload = RoleReload.Copies,
        },
        new(ControllerManagerConf, PkiRoleKind.Kubeconfig, ClusterAuthority)
        {
            CommonName = ControllerManagerUser,
            Usages = Client,
            KubeadmName = ControllerManagerUser,
            IsRenewedByKubeadm = true,
            Severity = FindingSeverity.Error,
            Consequence = "No controller works: the controller manager cannot get its lease (Unauthorized).",
            Readers = ["kube-controller-manager"],
            Reload = RoleReload.Start,
        },
        new(SchedulerConf, PkiRoleKind.Kubeconfig, ClusterAuthority)
        {
            CommonName = SchedulerUser,
            Usages = Client,
            KubeadmName = SchedulerUser,
            IsRenewedByKubeadm = true,
            Severity = FindingSeverity.Error,
            Consequence = "No new pods are scheduled: the scheduler cannot get its lease (Unauthorized).",
            Readers = ["kube-scheduler"],
            Reload = RoleReload.Start,
        },
        new(KubeletConf, PkiRoleKind.Kubeconfig, ClusterAuthority)
        {
            CommonName = NodeUser + "*",
            Organization = NodeGroup,
            Usages = Client,
            KubeadmName = NodeUser + "*",
            KubeadmOrganization = Nodes,
            Severity = FindingSeverity.Critical,
            Consequence = "kubelet cannot authenticate to the API server and exits on its next start: the node is NotReady.",
        },
        new(BootstrapKubeletConf, PkiRoleKind.Kubeconfig, ClusterAuthority) { Consequence = "kubelet cannot request a first certificate." },
        new("konnectivity.conf", PkiRoleKind.Kubeconfig, ClusterAuthority),
        new(KubeletClient, PkiRoleKind.Kubelet, ClusterAuthority)
        {
            CommonName = NodeUser + "*",
            Organization = NodeGroup,
            Usages = Client,
            KubeadmName = NodeUser + "*",
            KubeadmOrganization = Nodes,
            Severity = FindingSeverity.Critical,
            Consequence = "kubelet cannot authenticate to the API server: the node is NotReady.",
        },
        new(KubeletServer, PkiRoleKind.Kubelet)
        {
            Usages = Server,
            Consequence = "metrics-server rejects kubelet; kubectl logs and exec fail, too, if the API server verifies kubelet.",
        },
        new(Cni, PkiRoleKind.Kubeconfig),
        new(KubeconfigClient, PkiRoleKind.Kubeconfig),
        new(KubeconfigAuthority, PkiRoleKind.TrustAnchor),
        new(Chain, PkiRoleKind.TrustAnchor),
        new(ServiceAccounts, PkiRoleKind.KeyPair)
        {
            Severity = FindingSeverity.Error,
            Consequence = "Service account tokens can no longer be signed or verified: "
                + "the API server or the controller manager does not start.",
        },
    ];

    private static readonly Dictionary<string, PkiRole> ByName = All.ToDictionary(role => role.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, int> Places =
        All.Select((role, place) => (role.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place, StringComparer.Ordinal);

    private static readonly PkiRole Nobody = new("", PkiRoleKind.TrustAnchor);

    /// <summary>The place of a role in <see cref="All"/>; one behind the last when there is no such role.</summary>
    internal static int PlaceOf(string? name) => name is null ? All.Count : Places.GetValueOrDefault(name, All.Count);

    /// <summary>The names of all roles.</summary>
    public static IEnumerable<string> Names => All.Select(role => role.Name);

    /// <summary>The role of the CA that should sign a certificate of this role; null when any may.</summary>
    /// <param name="name">The role's name; null when it is not known.</param>
    public static string? AuthorityOf(string? name) => Find(name)?.Authority;

    /// <summary>The role of this name; null when there is none.</summary>
    /// <param name="name">The name, in lower case.</param>
    public static PkiRole? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    /// <summary>The role of this name; where there is none, a role without a name of which nothing is known.</summary>
    internal static PkiRole Of(string? name) => Find(name) ?? Nobody;
}
