using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>The context, put in order once, so that each question about a request takes a step and not a walk.</summary>
internal sealed class ClusterIndex
{
    // Every cluster has these.
    private static readonly string[] InitialNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly string? _serviceGap;

    public ClusterIndex(JudgeContext context)
    {
        Context = context;
        foreach (var node in context.Nodes ?? [])
            Add(node);
        foreach (var entry in context.Inventory?.Entries.Values ?? [])
        {
            foreach (var item in (entry.Names ?? []).Concat(entry.Addresses ?? []).Append(entry.Name))
                InventoryNames.Add(item, entry.Name, entry);
        }
        foreach (var csr in context.Others)
            Add(csr);
        foreach (var endpoint in context.Network.ApiEndpoints)
            Endpoints.Add(Canonical(NetworkFacts.HostOf(endpoint)));
        foreach (var range in context.Network.ServiceRanges)
            ServiceRanges.Add(range);
        _serviceGap = Array.Find([.. context.Network.ClusterAddresses], address => ServiceRanges.Find(address) is null);
        foreach (var address in context.Network.ClusterAddresses.Concat(context.Network.ServiceAddresses))
            ServiceRanges.Add(address);
        foreach (var range in context.Network.PodRanges)
            PodRanges.Add(range);
        Namespaces = new(context.Network.Namespaces.Concat(InitialNamespaces), StringComparer.Ordinal);
        Primes = new(() => new SharedPrimes(context.Others));
        Domain = Addresses.Name(context.Network.ClusterDomain);
    }

    public JudgeContext Context { get; }

    public Dictionary<string, KubeNode> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Names and addresses by the Node object that has them.</summary>
    public Owners<KubeNode> NodeNames { get; } = new();

    /// <summary>Names and addresses by the inventory's node.</summary>
    public Owners<InventoryEntry> InventoryNames { get; } = new();

    /// <summary>Names and addresses of serving requests that were approved, by their common name.</summary>
    public Owners<KubeCsr> ServedNames { get; } = new();

    /// <summary>Who has asked with which key.</summary>
    public KeyOwners Keys { get; } = new();

    /// <summary>RSA keys that share a prime; the first question computes it.</summary>
    public Lazy<SharedPrimes> Primes { get; }

    /// <summary>Common names of client requests, by their public key.</summary>
    public Owners<KubeCsr> ClientIdentities { get; } = new();

    /// <summary>Names of objects, by their uid and content.</summary>
    public Owners<KubeCsr> ObjectNames { get; } = new();

    /// <summary>Names and addresses of the API server.</summary>
    public HashSet<string> Endpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>The ranges of services' addresses, and addresses of services that lie outside of them.</summary>
    public RangeSet ServiceRanges { get; } = new();

    public RangeSet PodRanges { get; } = new();

    /// <summary>Namespaces of the cluster; <see cref="AreNamespacesKnown"/> tells whether these are all.</summary>
    public HashSet<string> Namespaces { get; }

    /// <summary>Whether somebody told the namespaces, so that what is not among them is none.</summary>
    public bool AreNamespacesKnown => Context.Network.Namespaces.Count > 0;

    /// <summary>The cluster's domain, lower case.</summary>
    public string Domain { get; }

    /// <summary>
    /// Why nobody can say that an address which is in none of the known ranges is no service's; null when the ranges are known.
    /// </summary>
    public string? WhyServicesUnknown => Context.Network.ServiceRanges.Count == 0 ? "the service address ranges are not known"
        : _serviceGap is null ? null : $"the service address {_serviceGap} is not in a known range, so some ranges are missing";

    /// <summary>Which object a request is, when only its name is given.</summary>
    public static string Identity(KubeCsr csr) => $"{csr.Uid} {csr.RequestHash}";

    private static string Canonical(string host) => Addresses.Parse(host) is { } octets ? Addresses.Text(octets) : Addresses.Name(host);

    private void Add(KubeNode node)
    {
        Nodes[node.Name] = node;
        foreach (var item in node.Names.Concat(node.Addresses).Append(node.Name))
            NodeNames.Add(item, node.Name, node);
        foreach (var range in node.PodRanges)
            PodRanges.Add(range);
    }

    private void Add(KubeCsr csr)
    {
        ObjectNames.Add(csr.Name, Identity(csr), csr);
        Keys.Add(csr);
        if (csr.PublicKeyHash is not { } key || csr.State is KubeCsrState.Denied or KubeCsrState.Failed)
            return;
        if (csr.SignerName == SignerNames.KubeletClient)
            ClientIdentities.Add(csr.CommonName, key, csr);
        if (csr.SignerName != SignerNames.KubeletServing || csr.State is not (KubeCsrState.Approved or KubeCsrState.Issued))
            return;
        foreach (var name in csr.DnsNames)
            ServedNames.Add(Addresses.Name(name), csr.CommonName, csr);
        foreach (var address in csr.IPAddresses)
            ServedNames.Add(address, csr.CommonName, csr);
    }
}
