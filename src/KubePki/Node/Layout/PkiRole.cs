using KubePki.Model;

namespace KubePki.Node.Layout;

/// <summary>
/// What a certificate, key or kubeconfig of a node is for, and all that follows from it: who signs it, what it says, who reads it, what
/// stops when it fails. Where the files lie is the layouts' affair.
/// </summary>
/// <param name="Name">The role's name; kubeadm's where it has one.</param>
/// <param name="Kind">What sort of thing plays it.</param>
/// <param name="Authority">The role of the CA that should sign it; null for a CA, a key pair, or when any may.</param>
public sealed record PkiRole(string Name, PkiRoleKind Kind, string? Authority = null)
{
    private readonly IReadOnlyList<string>? _issuedUsages;

    /// <summary>
    /// The common name without which Kubernetes does not know the bearer, where it looks at it; one <c>*</c> stands for a node's name.
    /// </summary>
    public string? CommonName { get; init; }

    /// <summary>The organization that the bearer must have; null when it needs none.</summary>
    public string? Organization { get; init; }

    /// <summary>The extended key usages that the peers ask for.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    /// <summary>The extended key usages that kubeadm gives; most often just those that the peers ask for.</summary>
    public IReadOnlyList<string> IssuedUsages
    {
        get => _issuedUsages ?? Usages;
        init => _issuedUsages = value;
    }

    /// <summary>The common name that kubeadm gives; one <c>*</c> stands for the node's name. Null when kubeadm does not issue it.</summary>
    public string? KubeadmName { get; init; }

    /// <summary>The group that kubeadm gives.</summary>
    public RoleOrganization KubeadmOrganization { get; init; }

    /// <summary>Whether <c>kubeadm certs renew</c> takes it (cmd/kubeadm/app/phases/certs/renewal/manager.go).</summary>
    public bool IsRenewedByKubeadm { get; init; }

    /// <summary>The first minor version of Kubernetes whose kubeadm makes it; null when all do.</summary>
    public int? FirstMinor { get; init; }

    /// <summary>How bad it is when the bearer is refused.</summary>
    public FindingSeverity Severity { get; init; } = FindingSeverity.Warning;

    /// <summary>What stops when the bearer is refused.</summary>
    public string Consequence { get; init; } = "Programs that use or trust it are rejected.";

    /// <summary>The components that read it.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];

    /// <summary>When they take up a file that has changed.</summary>
    public RoleReload Reload { get; init; }

    /// <summary>The names that the configuration demands of it, each with its source.</summary>
    internal Func<NodeSpec, IReadOnlyList<SpecValue>> RequiredNames { get; init; } = _ => [];

    /// <summary>Further names that a certificate gets when no old one tells.</summary>
    internal Func<NodeSpec, IEnumerable<string>> FurtherNames { get; init; } = _ => [];

    /// <summary>Further names that a kubeadm configuration asks for.</summary>
    internal Func<ClusterSettings, IReadOnlyList<SpecValue>> ConfiguredNames { get; init; } = _ => [];

    /// <summary>Whether it belongs to etcd: where etcd is elsewhere, so is it.</summary>
    public bool IsOfEtcd => Name == PkiRoles.EtcdAuthority || Authority == PkiRoles.EtcdAuthority;

    /// <summary>Whether it is found on some control plane nodes only, and missed on none.</summary>
    public bool IsOptional => FirstMinor is not null;

    /// <summary>Whether people carry copies of it in their home directories.</summary>
    public bool IsCopiedByPeople => Reload == RoleReload.Copies;

    /// <summary>Whether it is a serving certificate whose names the configuration tells.</summary>
    internal bool HasRequiredNames => Usages.Contains("serverAuth") && KubeadmName is not null;

    /// <summary>The role's name.</summary>
    public override string ToString() => Name;
}
