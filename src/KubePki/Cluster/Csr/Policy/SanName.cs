namespace KubePki.Cluster.Csr.Policy;

/// <summary>A name or an address that a request asks for, and who says that it is the node's.</summary>
internal sealed class SanName
{
    /// <summary>As it is compared: lower case without a final dot, or the address as Go prints it.</summary>
    public required string Text { get; init; }

    /// <summary>The address; null for a name.</summary>
    public byte[]? Address { get; init; }

    /// <summary>Whether the Node object has it; null when there is none to ask.</summary>
    public bool? OfNode { get; init; }

    /// <summary>Whether the inventory has it; null when it says nothing of this kind, or of this node.</summary>
    public bool? OfInventory { get; init; }

    /// <summary>Whether the served certificate has it; null when there is no answer.</summary>
    public bool? OfServed { get; init; }

    /// <summary>Whether a source that may stand alone says that it is the node's.</summary>
    public bool IsOwn => OfNode == true || OfInventory == true || OfServed == true;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
