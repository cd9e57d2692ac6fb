using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What a command line or a cmdlet is given to judge by: names of files and values, not yet read.</summary>
public sealed record CsrInputs
{
    /// <summary>The moment to judge for, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Names of built-in policies; none for those of the policy file, or without one for kubelet-serving.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>A file that narrows the policies; null without one.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>A file of Node objects; null when they are not known.</summary>
    public string? NodeFile { get; init; }

    /// <summary>A file of the nodes that are meant to be; null without one.</summary>
    public string? InventoryFile { get; init; }

    /// <summary>What belongs to the cluster as a whole.</summary>
    public NetworkFacts Network { get; init; } = new();

    /// <summary>A file of ServiceCIDR objects; null without one.</summary>
    public string? ServiceCidrFile { get; init; }

    /// <summary>Files of keys that nobody may get a certificate for.</summary>
    public IReadOnlyList<string> RefusedKeyFiles { get; init; } = [];

    /// <summary>A file with the CA that the signer signs with; null when it is not given.</summary>
    public string? SignerAuthorityFile { get; init; }

    /// <summary>
    /// A file with the CAs that clients of kubelets trust, for client certificates those that the API server trusts; null when it is not
    /// given.
    /// </summary>
    public string? TrustedAuthorityFile { get; init; }

    /// <summary>
    /// The directory that stands for the <c>/</c> of a control plane node of this cluster; null for this machine, whose keys are refused if
    /// it is one.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>What the cluster itself says of its CAs and keys; null without one.</summary>
    internal ClusterTrust? Trust { get; init; }

    /// <summary>Who may say that a name or an address is a node's.</summary>
    public NodeAddressSource Sources { get; init; } = NodeAddressSource.Node | NodeAddressSource.Inventory;

    /// <summary>Reads the files.</summary>
    /// <param name="others">The requests of the cluster that are known.</param>
    /// <param name="problems">Gets what of nodes and inventory cannot be read; what is not read approves nothing.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">The policy, or the inventory or the nodes as a whole, cannot be read: judging without them
    /// would be judging by something else.</exception>
    public JudgeContext Read(IReadOnlyList<KubeCsr> others, ICollection<PkiProblem> problems, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var policies = ReadPolicies(cancellation);
        var network = ReadNetwork(cancellation);
        var known = new JudgeContext { AsOf = AsOf, Policies = policies, Network = network, Others = others, Sources = Sources };
        var context = WithAuthorities(known, cancellation);
        if (NodeFile is not null)
        {
            var (nodes, wrong) = KubePki.Cluster.Csr.Policy.NodeListFile.Read(NodeFile, cancellation);
            context = context with { Nodes = nodes ?? throw new PkiProblemException(wrong[0]) };
        }
        if (InventoryFile is null)
            return context;
        var (inventory, rows) = NodeInventory.Read(InventoryFile, cancellation);
        if (inventory is null)
            throw new PkiProblemException(rows[0]);
        foreach (var problem in rows)
            problems.Add(problem);
        return context with { Inventory = inventory };
    }

    /// <summary>
    /// The moment to judge saved requests for when nobody names one: that of the newest, or now when none says when it was made. So a file
    /// gives the same answer whenever it is asked, and its requests do not become too old by lying there.
    /// </summary>
    /// <param name="requests">The requests.</param>
    /// <param name="now">The present; what claims to be made later does not count.</param>
    public static DateTimeOffset MomentOf(IEnumerable<KubeCsr> requests, DateTimeOffset now) =>
        requests.Max(csr => csr.Created <= now ? csr.Created : null) ?? now;

    /// <summary>Splits <c>a,b</c> and refuses what is no policy.</summary>
    /// <param name="names">The names as they were written.</param>
    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public static IReadOnlyList<string> PolicyNames(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.SelectMany(name => name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(name => ApprovalPolicy.Find(name).Name).Distinct(StringComparer.Ordinal)];
    }

    private NetworkFacts ReadNetwork(CancellationToken cancellation) => ServiceCidrFile is null ? Network
        : Network.WithServiceRanges(KubePki.Cluster.Csr.Policy.ServiceCidrFile.Read(ServiceCidrFile, cancellation),
            KubePki.Cluster.Csr.Policy.ServiceCidrFile.Source);

    // What is given by hand counts before what a node or the cluster says, and their keys are all refused.
    private JudgeContext WithAuthorities(JudgeContext context, CancellationToken cancellation)
    {
        var keys = new RefusedKeys();
        foreach (var file in RefusedKeyFiles)
            RefusedKeyFile.Read(file, keys, cancellation);
        if (Trust is not null)
            keys.AddAll(Trust.RefusedKeys.Keys);
        var node = NodeKnowledge.Read(Root ?? "/", AsOf, cancellation);
        if (Root is not null && node is null)
            throw new PkiProblemException((KubePki.Node.Reading.Files.NodeFile.OfThisMachine(Root) with { NodePath = "/" })
                .Problem(PkiProblemId.NodeNotFound, "it contains no Kubernetes node"));
        if (node is not null)
            keys.AddAll(node.Keys.Keys);
        // Of this machine only a node of the cluster counts; a root that is named is one by the user's word.
        var own = node is not null && (Root is not null || (Trust is not null && node.IsOf(Trust.Authorities))) ? node : null;
        var trusted = TrustedAuthorityFile is null ? null : AuthorityFile.Read(TrustedAuthorityFile, AsOf, cancellation);
        return context with
        {
            Network = own is null ? context.Network : context.Network.WithServiceRanges(own.ServiceRanges, own.Source),
            RefusedKeys = keys.Keys,
            SignerAuthority = SignerAuthorityFile is null ? own?.Signer : AuthorityFile.ReadOne(SignerAuthorityFile, AsOf, cancellation),
            TrustedAuthorities = trusted ?? Filled(Trust?.Authorities) ?? Filled(own?.Authorities),
            ClientAuthorities = trusted ?? Filled(Trust?.ClientAuthorities) ?? Filled(own?.Authorities),
        };
    }

    private static IReadOnlyList<KubeCertificate>? Filled(IReadOnlyList<KubeCertificate>? list) => list is { Count: > 0 } ? list : null;

    /// <summary>Reads the policies alone.</summary>
    /// <exception cref="PkiProblemException">They cannot be read.</exception>
    internal IReadOnlyList<ApprovalPolicy> ReadPolicies(CancellationToken cancellation)
    {
        IReadOnlyList<ApprovalPolicy> narrowed = PolicyFile is null
            ? []
            : KubePki.Cluster.Csr.Policy.PolicyFile.Read(PolicyFile, cancellation);
        if (Policies.Count == 0)
            return narrowed.Count > 0 ? narrowed : [ApprovalPolicy.Find(ApprovalPolicy.KubeletServing)];
        return Policies.Select(name => narrowed.FirstOrDefault(policy => policy.Name == name) ?? ApprovalPolicy.Find(name)).ToArray();
    }
}
