namespace KubePki.Pki.Verification;

/// <summary>What Go says of a chain, and how it came to say so.</summary>
internal sealed record ChainAnswer
{
    /// <summary>Go's exact text; null when it accepts.</summary>
    public string? GoError { get; init; }

    public bool Ok => GoError is null;

    /// <summary>The first chain that was accepted, the leaf first; empty when none was.</summary>
    public IReadOnlyList<PoolEntry> Chain { get; init; } = [];

    /// <summary>Every CA that was tried, in order.</summary>
    public IReadOnlyList<CandidateAuthority> Candidates { get; init; } = [];
}
