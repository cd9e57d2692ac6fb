namespace KubePki.Model;

/// <summary>What ties two vertices of a <see cref="KubePkiTopology"/> together.</summary>
/// <param name="Kind">A value of <see cref="TopologyEdgeKind"/>.</param>
/// <param name="From">The <see cref="TopologyVertex.Id"/> of the vertex that signs, trusts or presents.</param>
/// <param name="To">The <see cref="TopologyVertex.Id"/> of the vertex that is signed, trusted or presented.</param>
/// <param name="Via">What says so: a flag, a setting, an entry of a kubeconfig; null for a signature, which was verified.</param>
public sealed record TopologyEdge(string Kind, string From, string To, string? Via)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() => Printable.Text($"{From} {Kind} {To}");
}
