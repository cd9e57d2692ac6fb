using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>A certificate as a report shows it: once, however many files hold it.</summary>
public sealed record ReportCertificate
{
    /// <summary>The name of the first of its files.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The issuer.</summary>
    public required string Issuer { get; init; }

    /// <summary>The CA whose key signed it; null when none that was read did.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether it is a CA.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The key's algorithm and size.</summary>
    public string? Key { get; init; }

    /// <summary>The serial number in hexadecimal.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>The SHA-256 of the certificate in hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The first moment of the lifetime, UTC.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>The last second of the lifetime, UTC.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>A value of <see cref="CertificateStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The names and addresses of the subject alternative name.</summary>
    public TextList Names { get; init; } = TextList.Empty;

    /// <summary>The files that hold it, as paths of the node.</summary>
    public TextList NodePaths { get; init; } = TextList.Empty;

    /// <summary>What stops when it ends.</summary>
    public required string Consequence { get; init; }
}
