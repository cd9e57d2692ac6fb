namespace KubePki.Node.Layout;

/// <summary>
/// The roles. For kubeadm's see cmd/kubeadm/app/phases/certs/certlist.go; for those of k3s and RKE2 pkg/daemons/control/deps;
/// for those of k0s pkg/component/controller/certificates.go.
/// </summary>
public static class PkiRoles
{
    /// <summary>What the names of users that are nodes start with.</summary>
    public const string NodeUser = "system:node:";

    /// <summary>The group of all users that are nodes.</summary>
    public const string NodeGroup = "system:nodes";

    /// <summary>The role of a CA certificate inside a kubeconfig.</summary>
    public const string KubeconfigAuthority = "kubeconfig-ca";

    /// <summary>The role of a client certificate in a kubeconfig that no row of the layout knows.</summary>
    public const string KubeconfigClient = "kubeconfig-client";

    /// <summary>The role of the credential with which a CNI plugin asks the API server.</summary>
    public const string Cni = "cni";

    /// <summary>The role of the certificate with which kubelet asks the API server.</summary>
    public const string KubeletClient = "kubelet-client";

    /// <summary>The role of the certificate that kubelet serves on port 10250.</summary>
    public const string KubeletServer = "kubelet-server";

    /// <summary>The role of a CA certificate that stands behind a leaf in the leaf's file.</summary>
    public const string Chain = "chain";

    /// <summary>All roles, CAs first; where a key plays several roles they are named in this order.</summary>
    public static IReadOnlyList<PkiRole> All { get; } =
    [
        new("ca", PkiRoleKind.Authority),
        new("client-ca", PkiRoleKind.Authority),
        new("server-ca", PkiRoleKind.Authority),
        new("front-proxy-ca", PkiRoleKind.Authority),
        new("etcd-ca", PkiRoleKind.Authority),
        new("etcd-peer-ca", PkiRoleKind.Authority),
        new("apiserver", PkiRoleKind.Leaf, "ca") { Usages = ["serverAuth"] },
        new("apiserver-kubelet-client", PkiRoleKind.Leaf, "ca") { Usages = ["clientAuth"] },
        new("front-proxy-client", PkiRoleKind.Leaf, "front-proxy-ca") { Usages = ["clientAuth"] },
        new("etcd-server", PkiRoleKind.Leaf, "etcd-ca") { Usages = ["serverAuth"] },
        new("etcd-peer", PkiRoleKind.Leaf, "etcd-ca") { Usages = ["serverAuth", "clientAuth"] },
        new("etcd-healthcheck-client", PkiRoleKind.Leaf, "etcd-ca") { Usages = ["clientAuth"] },
        new("apiserver-etcd-client", PkiRoleKind.Leaf, "etcd-ca") { Usages = ["clientAuth"] },
        new("admin", PkiRoleKind.Leaf, "ca") { Usages = ["clientAuth"] },
        new("supervisor", PkiRoleKind.Leaf, "ca"),
        new("controller-manager", PkiRoleKind.Leaf, "ca") { CommonName = "system:kube-controller-manager", Usages = ["clientAuth"] },
        new("cloud-controller-manager", PkiRoleKind.Leaf, "ca"),
        new("scheduler", PkiRoleKind.Leaf, "ca") { CommonName = "system:kube-scheduler", Usages = ["clientAuth"] },
        new("kube-proxy", PkiRoleKind.Leaf, "ca"),
        new("konnectivity", PkiRoleKind.Leaf, "ca"),
        new("distribution-controller", PkiRoleKind.Leaf, "ca"),
        new("distribution-api", PkiRoleKind.Leaf, "ca"),
        new("admin.conf", PkiRoleKind.Kubeconfig, "ca") { Usages = ["clientAuth"] },
        new("super-admin.conf", PkiRoleKind.Kubeconfig, "ca") { Usages = ["clientAuth"] },
        new("controller-manager.conf", PkiRoleKind.Kubeconfig, "ca")
        {
            CommonName = "system:kube-controller-manager",
            Usages = ["clientAuth"],
        },
        new("scheduler.conf", PkiRoleKind.Kubeconfig, "ca") { CommonName = "system:kube-scheduler", Usages = ["clientAuth"] },
        new("kubelet.conf", PkiRoleKind.Kubeconfig, "ca")
        {
            CommonName = NodeUser + "*",
            Organization = NodeGroup,
            Usages = ["clientAuth"],
        },
        new("bootstrap-kubelet.conf", PkiRoleKind.Kubeconfig, "ca"),
        new("konnectivity.conf", PkiRoleKind.Kubeconfig, "ca"),
        new(KubeletClient, PkiRoleKind.Kubelet, "ca") { CommonName = NodeUser + "*", Organization = NodeGroup, Usages = ["clientAuth"] },
        new(KubeletServer, PkiRoleKind.Kubelet) { Usages = ["serverAuth"] },
        new(Cni, PkiRoleKind.Kubeconfig),
        new(KubeconfigClient, PkiRoleKind.Kubeconfig),
        new(KubeconfigAuthority, PkiRoleKind.TrustAnchor),
        new(Chain, PkiRoleKind.TrustAnchor),
        new("sa", PkiRoleKind.KeyPair),
    ];

    private static readonly Dictionary<string, PkiRole> ByName = All.ToDictionary(role => role.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, int> Places = All.Select((role, place) => (role.Name, place))
        .ToDictionary(pair => pair.Name, pair => pair.place, StringComparer.Ordinal);

    /// <summary>The place of a role in <see cref="All"/>; one behind the last when there is no such role.</summary>
    internal static int PlaceOf(string? name) => name is null ? All.Count : Places.GetValueOrDefault(name, All.Count);

    /// <summary>The role of the CA that should sign a certificate of this role; null when any may.</summary>
    /// <param name="name">The role's name; null when it is not known.</param>
    public static string? AuthorityOf(string? name) => Find(name)?.Authority;

    /// <summary>The role of this name; null when there is none.</summary>
    /// <param name="name">The name, in lower case.</param>
    public static PkiRole? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
