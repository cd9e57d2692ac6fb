using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust;

/// <summary>What is public in one value of a Secret.</summary>
/// <param name="Key">The name of the value.</param>
/// <param name="Certificates">The certificates, in order.</param>
/// <param name="Problem">What cannot be read of it; null when all can.</param>
/// <param name="ClosedStore">The keystore that was not opened, and why; null when there is none.</param>
internal sealed record SecretEntry(string Key, IReadOnlyList<ParsedCertificate> Certificates, string? Problem, string? ClosedStore);
