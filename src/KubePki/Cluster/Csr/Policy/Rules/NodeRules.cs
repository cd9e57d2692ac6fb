using KubePki.Model;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the node that is named.</summary>
internal static class NodeRules
{
    private const string Nodes = "nodes";
    private const string Inventory = "inventory";

    public static CsrRule[] All { get; } =
    [
        new("NodeExists", RuleScope.Kubelet, "A node that requests a certificate for itself exists.", Exists),
        new("NodeIsNew", RuleScope.Client, "A node joining with a bootstrap token does not request an existing node's identity.", IsNew),
        new("NodeIsStaying", RuleScope.Kubelet, "The Node object is not being deleted.",
            tried => tried.Node is null ? None(Nodes, "there is no Node object")
                : tried.Node.IsBeingDeleted ? Defer(Nodes, $"{tried.Node.Name} is being deleted") : Pass(Nodes, "it is not being deleted")),
        new("NodeIsInInventory", RuleScope.Kubelet, "The node is in the inventory. Without an inventory, no node can join.", InInventory),
        new("CreationWindow", RuleScope.Client,
            "A node joins within its time window in the inventory, if it has one.", InWindow),
        new("NoRival", RuleScope.Client, "No other request asks to join as the same node.", NoRival),
        new("NodeNameOfPolicy", RuleScope.Kubelet, "The node name matches a pattern of the policy completely.", OfPolicy),
        new("RequiredEvidenceOfNode", RuleScope.Client, "The sources that the policy requires know the node.", Evidence),
    ];

    private static RuleAnswer Exists(CsrCase tried)
    {
        if (tried.NodeName is not { } name)
            return None(Nodes, "no node is specified");
        if (tried.IsBootstrap)
            return None(Nodes, "the node is joining");
        if (tried.Node is not null)
            return Pass(Nodes, name);
        if (tried.Context.Nodes is not null)
            return Defer(Nodes, $"there is no node named {name}");
        return tried.Entry is not null && tried.Uses(NodeAddressSource.Inventory)
            ? None(Nodes, "the nodes are not known; the inventory is used instead")
            : Defer(Nodes, $"the nodes are not known, so it cannot be verified that {name} exists");
    }

    private static RuleAnswer IsNew(CsrCase tried)
    {
        if (tried.NodeName is not { } name)
            return None(Nodes, "no node is specified");
        if (!tried.IsBootstrap)
            return None(Nodes, "the node requests its own certificate");
        return tried.Context.Nodes is null ? Defer(Nodes, $"the nodes are not known, so it cannot be verified that {name} is new")
            : tried.Node is null ? Pass(Nodes, $"there is no node named {name}")
            : Deny(Nodes, $"{name} already exists: a bootstrap token would take over its identity");
    }

    private static RuleAnswer InInventory(CsrCase tried)
    {
        if (tried.NodeName is not { } name)
            return None(Inventory, "no node is specified");
        if (tried.Context.Inventory is null)
            return tried.IsBootstrap
                ? Defer(Inventory, "there is no inventory of the nodes that can join")
                : None(Inventory, "there is no inventory");
        if (tried.Entry is { } entry)
            return Pass(Inventory, $"{entry.Name}");
        if (tried.IsBootstrap)
            return Deny(Inventory, $"{name} is not in the inventory");
        return tried.Uses(NodeAddressSource.Inventory)
            ? Defer(Inventory, $"{name} is not in the inventory")
            : None(Inventory, "the inventory is not used for existing nodes");
    }

    private static RuleAnswer InWindow(CsrCase tried)
    {
        if (!tried.IsBootstrap || tried.Entry is not { } entry || (entry.NotBefore is null && entry.NotAfter is null))
            return None(Inventory, "it has no time window, or no node is joining");
        var moment = tried.Csr.Created ?? tried.Context.AsOf;
        foreach (var time in new[] { moment, tried.Context.AsOf })
        {
            if (time < entry.NotBefore)
                return Deny(Inventory, $"{entry.Name} cannot join before {Times.Rfc3339(entry.NotBefore.Value)}");
            if (time > entry.NotAfter)
                return Deny(Inventory, $"{entry.Name} could join only until {Times.Rfc3339(entry.NotAfter.Value)}");
        }
        return Pass(Inventory, "within its time window");
    }

    private static RuleAnswer NoRival(CsrCase tried)
    {
        const string Source = "other requests";
        if (!tried.IsBootstrap || tried.NodeName is null || tried.Csr.PublicKeyHash is not { } key)
            return None(Source, "no node is joining");
        return tried.Book.ClientIdentities.Other(tried.Csr.CommonName, key) is { } rival
            ? Defer(Source, $"{rival.Item.Name} ({rival.Item.Condition}) requests the same node with another key")
            : Pass(Source, "no other request for it");
    }

    private static RuleAnswer OfPolicy(CsrCase tried)
    {
        var patterns = tried.Policy!.NodeNamePatterns;
        if (patterns.Count == 0)
            return None("policy", "the policy has no patterns");
        return tried.NodeName is { } name && patterns.Any(pattern => pattern.IsMatch(name))
            ? Pass("policy", name) : Deny("policy", $"'{tried.NodeName ?? tried.Csr.CommonName}' does not match {tried.Policy.NodeNames}");
    }

    private static RuleAnswer Evidence(CsrCase tried)
    {
        var required = tried.Policy!.RequiredEvidence;
        if (required == NodeAddressSource.None || tried.NodeName is not { } name)
            return None("policy", "the policy requires none");
        // Who joins has no Node object and no certificate yet.
        if (required.HasFlag(NodeAddressSource.Inventory) && tried.Entry is null)
            return Defer(Inventory, $"the policy requires {name} to be in the inventory");
        if (required.HasFlag(NodeAddressSource.Node) && !tried.IsBootstrap && tried.Node is null)
            return Defer(Nodes, $"the policy requires a Node object for {name}");
        if (required.HasFlag(NodeAddressSource.Dns)
            && (tried.Context.Dns?.Invoke(name) is not { Failure: null } answer || answer.Addresses.Count == 0))
            return Defer("DNS", $"the policy requires {name} to be in DNS");
        return required.HasFlag(NodeAddressSource.Served) && !tried.IsBootstrap
            && tried.Context.Served?.Invoke(name) is not { Failure: null }
            ? Defer("served certificate", $"the policy requires a certificate served by {name}") : Pass("policy", "all requirements met");
    }
}
