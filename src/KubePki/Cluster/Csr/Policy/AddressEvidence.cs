using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What DNS or a served certificate says of a node.</summary>
public sealed record AddressEvidence
{
    /// <summary>The names that were found.</summary>
    public TextList Names { get; init; } = TextList.Empty;

    /// <summary>The addresses that were found.</summary>
    public TextList Addresses { get; init; } = TextList.Empty;

    /// <summary>Why there is no answer; null when there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>The answer in one line.</summary>
    public override string ToString() => Failure ?? $"{Names}; {Addresses}";
}
