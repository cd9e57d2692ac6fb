using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about whose the names and addresses are.</summary>
internal static class OwnershipRules
{
    private const string Nodes = "nodes";
    private const string Inventory = "inventory";

    public static CsrRule[] All { get; } =
    [
        new("NoOtherNode", RuleScope.Serving, "No name or address is another node's.", NoOtherNode),
        new("NotServedByAnother", RuleScope.Serving,
            "No name or address is in a serving request of another node that was approved.", NotServed),
        new("NamesBelongToNode", RuleScope.Serving,
            "Each name and address is this node's, to the letter, by a source that is accepted.", Belong),
        new("NoBareForeignName", RuleScope.Serving,
            "A name of one label is the node's own, unless a source has it that no kubelet "
                + "writes to: such names mean something to a whole network.", NoBare),
        new("InventoryAgrees", RuleScope.Serving,
            "Where the inventory speaks of names or addresses it has them, too: a Node object says what its kubelet reports.",
            InventoryAgrees),
        new("DnsAgrees", RuleScope.Serving, "Where DNS is asked, it has them, too. DNS alone proves nothing.", DnsAgrees),
        new("RequiredEvidence", RuleScope.Serving, "The sources that the policy demands have each name and address.", Required),
    ];

    private static RuleAnswer NoOtherNode(CsrCase tried)
    {
        var self = tried.NodeName ?? "";
        foreach (var name in tried.Names)
        {
            if (tried.Book.InventoryNames.Other(name.Text, self) is { } entry)
                return name.OfInventory == true
                    ? Defer(Inventory, $"{name} is also {entry.Owner}'s")
                    : Deny(Inventory, $"{name} is {entry.Owner}'s");
            if (tried.Book.NodeNames.Other(name.Text, self) is { } node)
                return name.IsOwn ? Defer(Nodes, $"{name} is also {node.Owner}'s") : Deny(Nodes, $"{name} is {node.Owner}'s");
        }
        return tried.Context.Nodes is null && tried.Context.Inventory is null
            ? None(Nodes, "neither nodes nor inventory are known")
            : Pass(Nodes, "none of them");
    }

    private static RuleAnswer NotServed(CsrCase tried)
    {
        foreach (var name in tried.Names)
        {
            if (tried.Book.ServedNames.Other(name.Text, tried.Csr.CommonName) is { } other)
                return Defer("other requests", $"{name} was approved for '{other.Owner}' ({other.Item.Name})");
        }
        return Pass("other requests", "none of them");
    }

    private static RuleAnswer Belong(CsrCase tried)
    {
        if (tried.NodeName is not { } self || tried.Names.Count == 0)
            return None(Nodes, "there is no node or no name to ask about");
        foreach (var name in tried.Names)
        {
            if (name.IsOwn)
                continue;
            return name.OfNode == false ? Deny(Nodes, $"{name} is not {self}'s: its Node object does not have it")
                : name.OfInventory == false ? Deny(Inventory, $"{name} is not {self}'s: the inventory does not have it")
                : Defer(Nodes, $"nobody says that {name} is {self}'s");
        }
        return Pass(tried.Names.All(name => name.OfNode == true) ? Nodes : Inventory, $"all are {self}'s");
    }

    private static RuleAnswer NoBare(CsrCase tried)
    {
        var own = tried.NodeName?.Split('.')[0];
        foreach (var name in tried.Names)
        {
            if (name.Address is null && name.IsOwn && !name.Text.Contains('.', StringComparison.Ordinal)
                && name.Text != own && name.OfInventory != true && name.OfServed != true)
                return Defer(Nodes, $"{name} has one label and is not {tried.NodeName}; that it is its own, its kubelet alone says");
        }
        return Pass("subject alternative names", "none");
    }

    private static RuleAnswer InventoryAgrees(CsrCase tried)
    {
        if (tried.Entry is null || !tried.Uses(NodeAddressSource.Inventory))
            return None(Inventory, "it does not speak of this node, or is not asked");
        foreach (var name in tried.Names)
        {
            if (name.OfInventory == false)
                return Defer(Inventory, $"{name} is not among what the inventory has for {tried.Entry.Name}");
        }
        return tried.Names.Any(name => name.OfInventory == true)
            ? Pass(Inventory, "it has them")
            : None(Inventory, "it has no columns for such names or addresses");
    }

    private static RuleAnswer DnsAgrees(CsrCase tried)
    {
        if (tried.Dns is not { } dns)
            return None("DNS", "DNS is not asked");
        if (dns.Failure is { } failure)
            return Defer("DNS", $"there is no answer: {failure}");
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
            return None("policy", "the policy demands none");
        foreach (var name in tried.Names)
        {
            var missing = required.HasFlag(NodeAddressSource.Node) && name.OfNode != true ? "the Node object"
                : required.HasFlag(NodeAddressSource.Inventory) && name.OfInventory != true ? "the inventory"
                : required.HasFlag(NodeAddressSource.Served) && name.OfServed != true ? "the served certificate"
                : required.HasFlag(NodeAddressSource.Dns) && tried.Dns is not { Failure: null } ? "DNS" : null;
            if (missing is not null)
                return Defer("policy", $"the policy demands that {missing} has {name}");
        }
        return Pass("policy", "all that it demands");
    }
}
