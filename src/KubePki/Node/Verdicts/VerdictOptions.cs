using KubePki.Model;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Verdicts;

/// <summary>What is asked of certificates.</summary>
public sealed record VerdictOptions
{
    /// <summary>
    /// The CAs to trust; null to take, for each certificate, the CA that the layout has for its role, else all that are known.
    /// </summary>
    public IReadOnlyList<KubeCertificate>? Authorities { get; init; }

    /// <summary>Further CAs that may stand between.</summary>
    public IReadOnlyList<KubeCertificate> Intermediates { get; init; } = [];

    /// <summary>The DNS name or address to be matched; null or empty for none.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// The wanted usages, by their names in RFC 5280, one of which is enough. None: <c>serverAuth</c> when a host is asked for, as Go's TLS
    /// client does, else <c>any</c>.
    /// </summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    /// <summary>The moment to look at.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The Go release whose rules apply.</summary>
    public GoVersion Go { get; init; } = GoVersion.Newest;
}
