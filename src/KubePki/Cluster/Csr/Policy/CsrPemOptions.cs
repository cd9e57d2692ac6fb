using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What a PEM request does not say of itself: who would ask whom for what.</summary>
public sealed record CsrPemOptions
{
    /// <summary>The signer that is to be asked.</summary>
    public string? SignerName { get; init; }

    /// <summary>The user who would ask.</summary>
    public string? UserName { get; init; }

    /// <summary>The user's groups.</summary>
    public TextList Groups { get; init; } = TextList.Empty;

    /// <summary>The usages, in Kubernetes' words.</summary>
    public TextList Usages { get; init; } = TextList.Empty;
}
