using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>A request before its judge: the object, what is in it, and what is known of the node that it names.</summary>
internal sealed class CsrCase
{
    private const string BootstrapUser = "system:bootstrap:";
    private const string BootstrapGroup = "system:bootstrappers";

    private SanName[]? _names;
    private AddressEvidence? _dns;

    public CsrCase(KubeCsr csr, ClusterIndex index, ApprovalPolicy? policy)
    {
        Csr = csr;
        Book = index;
        Policy = policy;
        Scope = policy?.Name switch
        {
            ApprovalPolicy.KubeletServing => RuleScope.Serving,
            ApprovalPolicy.KubeletClient => RuleScope.Client,
            _ => csr.SignerName == SignerNames.ApiClient ? RuleScope.ApiClient : RuleScope.Other,
        };
        NodeName = NodeNames.Of(csr.CommonName) is { } name && NodeNames.IsDnsName(name) ? name : null;
        IsOfNode = NodeNames.Of(csr.Requestor) is not null;
        IsBootstrap = !IsOfNode
            && (csr.Requestor.StartsWith(BootstrapUser, StringComparison.Ordinal) || csr.Groups.Contains(BootstrapGroup));
        Node = NodeName is null ? null : index.Nodes.GetValueOrDefault(NodeName);
        Entry = NodeName is null ? null : index.Context.Inventory?.Entries.GetValueOrDefault(NodeName);
    }

    public KubeCsr Csr { get; }

    public ClusterIndex Book { get; }

    public JudgeContext Context => Book.Context;

    /// <summary>The policy; null when none of those selected is for the signer.</summary>
    public ApprovalPolicy? Policy { get; }

    /// <summary>Which rules speak of it.</summary>
    public RuleScope Scope { get; }

    /// <summary>The node whose identity is asked for; null when the common name is no node's.</summary>
    public string? NodeName { get; }

    /// <summary>Whether the requester's name is that of a node.</summary>
    public bool IsOfNode { get; }

    /// <summary>Whether the requester has the credential that nodes join with.</summary>
    public bool IsBootstrap { get; }

    /// <summary>The Node object of that name; null when there is none, or nodes are not known.</summary>
    public KubeNode? Node { get; }

    /// <summary>What the inventory says of that name; null when it says nothing, or there is none.</summary>
    public InventoryEntry? Entry { get; }

    /// <summary>The request as Go reads it; null when it cannot.</summary>
    public ParsedRequest? Request => Csr.Content.Parsed is { IsReadable: true } parsed ? parsed : null;

    /// <summary>The request taken apart; null when it cannot be.</summary>
    public RequestAnatomy? Anatomy => Csr.Content.Anatomy;

    /// <summary>The DNS names and addresses that are asked for.</summary>
    public IReadOnlyList<SanName> Names => _names ??= ReadNames();

    /// <summary>What DNS says of the node; null when it is not asked.</summary>
    public AddressEvidence? Dns => NodeName is null || !Uses(NodeAddressSource.Dns) ? null
        : _dns ??= Context.Dns?.Invoke(NodeName) ?? new AddressEvidence { Failure = "DNS was not queried" };

    /// <summary>Whether a source is accepted.</summary>
    public bool Uses(NodeAddressSource source) => (Context.Sources & source) != 0;

    private SanName[] ReadNames()
    {
        if (Request is not { } request)
            return [];
        var served = NodeName is not null && Uses(NodeAddressSource.Served) ? Context.Served?.Invoke(NodeName) : null;
        var names = request.Extensions.DnsNames.Select(name => Name(Addresses.Name(name), served));
        return [.. names, .. request.Extensions.IPAddresses.Select(address => Address(address, served))];
    }

    private SanName Name(string name, AddressEvidence? served) => new()
    {
        Text = name,
        OfNode = Node is null || !Uses(NodeAddressSource.Node) ? null : name == Node.Name || Node.Names.Contains(name) ? true
            : Node.Names.Count + Node.Addresses.Count == 0 ? null : false,
        OfInventory = Entry is null || !Uses(NodeAddressSource.Inventory) ? null : name == Entry.Name ? true : Entry.Names?.Contains(name),
        OfServed = served is null or { Failure: not null } ? null : served.Names.Contains(name),
    };

    private SanName Address(byte[] octets, AddressEvidence? served)
    {
        var text = Addresses.Text(octets);
        return new SanName
        {
            Text = text,
            Address = octets,
            // A Node that has just been made, or that a cloud has not looked at yet, says nothing of its addresses.
            OfNode = Node is null || !Uses(NodeAddressSource.Node) || Node.Addresses.Count == 0 ? null : Node.Addresses.Contains(text),
            OfInventory = Entry is null || !Uses(NodeAddressSource.Inventory) ? null : Entry.Addresses?.Contains(text),
            OfServed = served is null or { Failure: not null } ? null : served.Addresses.Contains(text),
        };
    }
}
