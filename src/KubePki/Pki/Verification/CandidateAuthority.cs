namespace KubePki.Pki.Verification;

/// <summary>A CA that was tried as the signer of a certificate.</summary>
/// <param name="Authority">The CA.</param>
/// <param name="Child">What it was to have signed.</param>
/// <param name="IsRoot">Whether it is trusted, or only on the way.</param>
/// <param name="GoError">Why it was not taken, in Go's words; null when it was.</param>
internal sealed record CandidateAuthority(PoolEntry Authority, PoolEntry Child, bool IsRoot, string? GoError);
