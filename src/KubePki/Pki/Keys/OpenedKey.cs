using KubePki.Pki.X509;

namespace KubePki.Pki.Keys;

/// <summary>What came of opening an encrypted key: its public part, or why it stays closed.</summary>
/// <param name="Key">The key; null when it stays closed.</param>
/// <param name="Problem">Why it does; null when it does not.</param>
internal sealed record OpenedKey(ParsedKey? Key, SealProblem? Problem);
