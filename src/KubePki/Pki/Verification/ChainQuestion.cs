using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>What is asked of a chain: who is to be believed, as what, when, and by which Go.</summary>
internal sealed record ChainQuestion
{
    public required ParsedCertificate Leaf { get; init; }

    public required CertificatePool Roots { get; init; }

    public required CertificatePool Intermediates { get; init; }

    /// <summary>The DNS name or address that was dialled; empty when none is to be matched.</summary>
    public string Host { get; init; } = "";

    /// <summary>The wanted extended key usages, by their names; one of them is enough. Without any: <c>serverAuth</c>.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    public required Moment Time { get; init; }

    public required GoVersion Go { get; init; }
}
