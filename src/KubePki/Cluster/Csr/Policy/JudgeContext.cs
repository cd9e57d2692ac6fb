using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// All that a request is held against. Nothing here is fetched: a caller with a cluster fills it from there. What is null is not known, and
/// what is not known approves nothing.
/// </summary>
public sealed record JudgeContext
{
    /// <summary>The moment to judge for, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The policies; a request for another signer is left to others.</summary>
    public IReadOnlyList<ApprovalPolicy> Policies { get; init; } = [ApprovalPolicy.Find(ApprovalPolicy.KubeletServing)];

    /// <summary>The nodes of the cluster, all of them; null when they are not known.</summary>
    public IReadOnlyList<KubeNode>? Nodes { get; init; }

    /// <summary>The nodes that are meant to be; null without an inventory.</summary>
    public NodeInventory? Inventory { get; init; }

    /// <summary>What belongs to the cluster as a whole.</summary>
    public NetworkFacts Network { get; init; } = new();

    /// <summary>Other requests of the cluster, whatever their state; the judged one may be among them.</summary>
    public IReadOnlyList<KubeCsr> Others { get; init; } = [];

    /// <summary>
    /// Public keys that nobody may get a certificate for, and whose they are: CAs, sa.key, leaked keys. By <see
    /// cref="KubeCsr.PublicKeyHash"/>, and those whose numbers are known by their identity, too.
    /// </summary>
    public IReadOnlyDictionary<string, string> RefusedKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Who may say that a name or an address is a node's.</summary>
    public NodeAddressSource Sources { get; init; } = NodeAddressSource.Node | NodeAddressSource.Inventory;

    /// <summary>What DNS says of a node, by the node's name; null when DNS was not asked.</summary>
    public Func<string, AddressEvidence>? Dns { get; init; }

    /// <summary>What the certificate says that a node served until now, by the node's name; null when none was read.</summary>
    public Func<string, AddressEvidence>? Served { get; init; }

    /// <summary>The CA that the signer signs with; null when it is not known.</summary>
    public KubeCertificate? SignerAuthority { get; init; }

    /// <summary>The CAs that clients of kubelets trust; null when they are not known.</summary>
    public IReadOnlyList<KubeCertificate>? TrustedAuthorities { get; init; }

    /// <summary>The CAs of client certificates that the API server trusts; null when they are not known.</summary>
    public IReadOnlyList<KubeCertificate>? ClientAuthorities { get; init; }
}
