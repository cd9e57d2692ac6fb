namespace KubePki.Cluster.Csr.Policy;

/// <summary>Who may say that a name or an address is a node's.</summary>
[Flags]
public enum NodeAddressSource
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The Node object's <c>status.addresses</c>, which the kubelet itself reports.</summary>
    Node = 1,

    /// <summary>The inventory, which the node cannot write to.</summary>
    Inventory = 2,

    /// <summary>DNS. It can confirm what another source says, and never stands alone.</summary>
    Dns = 4,

    /// <summary>The certificate that the node served until now.</summary>
    Served = 8,
}
