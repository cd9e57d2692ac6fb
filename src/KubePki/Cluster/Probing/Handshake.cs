using System.Security.Authentication;
using KubePki.Cluster.Client;

namespace KubePki.Cluster.Probing;

/// <summary>What came of one connection.</summary>
internal sealed record Handshake
{
    /// <summary>Nobody answered: why; null when a connection came about.</summary>
    public string? Unreachable { get; init; }

    /// <summary>Whether somebody answered, but in plain HTTP.</summary>
    public bool IsPlainHttp { get; init; }

    /// <summary>Why TLS came to nothing; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>The alert with which the server ended it; null when there was none.</summary>
    public TlsAlert? Alert { get; init; }

    /// <summary>Whether nothing came for too long.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>Whether the server closed the connection without a word.</summary>
    public bool IsCutOff { get; init; }

    public SslProtocols Protocol { get; init; }

    public string? CipherSuite { get; init; }

    public TimeSpan? Time { get; init; }

    /// <summary>The certificates in the order in which they were sent.</summary>
    public IReadOnlyList<byte[]> Sent { get; init; } = [];

    public bool AsksForCertificate { get; init; }

    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary>The status of the first HTTP answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>How the server ended the connection instead of answering; null when it did not.</summary>
    public string? Ended { get; init; }
}
