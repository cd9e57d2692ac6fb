using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about whose the names and addresses are.</summary>
internal static class OwnershipRules
{
    private const string Nodes = "nodes";
    private const string Inventory = "inventory";

    public static CsrRule[] All { get; } =
    [
        new("NoOtherNode", RuleScope.Serving, "No name or address belongs to another node.", NoOtherNode),
        new("NotServedByAnother", RuleScope.Serving,
            "No name or address is in an approved serving request of another node.", NotServed),
        new("NamesBelongToNode", RuleScope.Serving,
            "Each name and address belongs to this node exactly, according to a trusted source.", Belong),
        new("NoBareForeignName", RuleScope.Serving,
            "A single-label name is the node's own name, unless a source that kubelets cannot write "
                + "to has it: such names are resolved in the whole network.", NoBare),
        new("InventoryAgrees", RuleScope.Serving,
            "If the inventory has names or addresses for the node, they match: a Node object contains what its kubelet reports.",
            InventoryAgrees),
        new("DnsAgrees", RuleScope.Serving, "If DNS is used, it has them, too. DNS alone is not sufficient.", DnsAgrees),
        new("RequiredEvidence", RuleScope.Serving, "The sources that the policy requires have each name and address.", Required),
    ];

    private static RuleAnswer NoOtherNode(CsrCase tried)
    {
        var self = tried.NodeName ?? "";
        foreach (var name in tried.Names)
        {
            if (tried.Book.InventoryNames.Other(name.Text, self) is { } entry)
                return name.OfInventory == true
                    ? Defer(Inventory, $"{name} also belongs to {entry.Owner}")
                    : Deny(Inventory, $"{name} belongs to {entry.Owner}");
            if (tried.Book.NodeNames.Other(name.Text, self) is { } node)
                return name.IsOwn ? Defer(Nodes, $"{name} also belongs to {node.Owner}") : Deny(Nodes, $"{name} belongs to {node.Owner}");
        }
        return tried.Context.Nodes is null && tried.Context.Inventory is null
            ? None(Nodes, "neither nodes nor inventory are known")
            : Pass(Nodes, "no match");
    }

    private static RuleAnswer NotServed(CsrCase tried)
    {
        foreach (var name in tried.Names)
        {
            if (tried.Book.ServedNames.Other(name.Text, tried.Csr.CommonName) is { } other)
                return Defer("other requests", $"{name} was approved for '{other.Owner}' ({other.Item.Name})");
        }
        return Pass("other requests", "no match");
    }

    private static RuleAnswer Belong(CsrCase tried)
    {
        if (tried.NodeName is not { } self || tried.Names.Count == 0)
            return None(Nodes, "there is no node or no name to check");
        foreach (var name in tried.Names)
        {
            if (name.IsOwn)
                continue;
            return name.OfNode == false ? Deny(Nodes, $"{name} does not belong to {self}: its Node object does not have it")
                : name.OfInventory == false ? Deny(Inventory, $"{name} does not belong to {self}: the inventory does not have it")
                : Defer(Nodes, $"no source confirms that {name} belongs to {self}"
                    + (tried.Node is { Addresses.Count: 0 } ? ": its Node object has no address yet" : ""));
        }
        return Pass(tried.Names.All(name => name.OfNode == true) ? Nodes : Inventory, $"all belong to {self}");
    }

    private static RuleAnswer NoBare(CsrCase tried)
    {
        var own = tried.NodeName?.Split('.')[0];
        foreach (var name in tried.Names)
        {
            if (name.Address is null && name.IsOwn && !name.Text.Contains('.', StringComparison.Ordinal)
                && name.Text != own && name.OfInventory != true && name.OfServed != true)
                return Defer(Nodes, $"{name} is a single label other than {tried.NodeName}, and only its kubelet claims it");
        }
        return Pass("subject alternative names", "none");
    }

    private static RuleAnswer InventoryAgrees(CsrCase tried)
    {
        if (tried.Entry is null || !tried.Uses(NodeAddressSource.Inventory))
            return None(Inventory, "it does not have this node, or is not used");
        foreach (var name in tried.Names)
        {
            if (name.OfInventory == false)
                return Defer(Inventory, $"{name} is not in the inventory entry of {tried.Entry.Name}");
        }
        return tried.Names.Any(name => name.OfInventory == true)
            ? Pass(Inventory, "it has them")
            : None(Inventory, "it has no columns for such names or addresses");
    }

    private static RuleAnswer DnsAgrees(CsrCase tried)
    {
        if (tried.Dns is not { } dns)
            return None("DNS", "DNS is not used");
        if (dns.Failure is { } failure)
            return Defer("DNS", $"the lookup failed: {failure}");
        foreach (var name in tried.Names)
        {
            if (!(name.Address is null ? dns.Names : dns.Addresses).Contains(name.Text))
                return Defer("DNS", $"DNS does not have {name} for {tried.NodeName}");
        }
        return Pass("DNS", "it has them");
    }

    private static RuleAnswer Required(CsrCase tried)
    {
        var required = tried.Policy!.RequiredEvidence;
        if (required == NodeAddressSource.None)
            return None("policy", "the policy requires none");
        foreach (var name in tried.Names)
        {
            var missing = required.HasFlag(NodeAddressSource.Node) && name.OfNode != true ? "the Node object"
                : required.HasFlag(NodeAddressSource.Inventory) && name.OfInventory != true ? "the inventory"
                : required.HasFlag(NodeAddressSource.Served) && name.OfServed != true ? "the served certificate"
                : required.HasFlag(NodeAddressSource.Dns) && tried.Dns is not { Failure: null } ? "DNS" : null;
            if (missing is not null)
                return Defer("policy", $"the policy requires {name} in {missing}");
        }
        return Pass("policy", "all requirements met");
    }
}
