using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What an inventory says of a node: a record that the node itself cannot write to.</summary>
public sealed record InventoryEntry
{
    /// <summary>The node's name, as it is to be in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Its DNS names, lower case; null when the inventory has no column of names.</summary>
    public TextList? Names { get; init; }

    /// <summary>Its addresses; null when the inventory has no column of addresses.</summary>
    public TextList? Addresses { get; init; }

    /// <summary>From when on the node may join, UTC; null for always.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when the node may join, UTC; null for always.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The line of the file, counted from 1.</summary>
    public int Line { get; init; }

    /// <summary>Name and addresses in one line.</summary>
    public override string ToString() => Printable.Text($"{Name} ({Addresses})");
}
