using KubePki.Model;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Probing;

/// <summary>How to probe.</summary>
public sealed record ProbeOptions
{
    /// <summary>How long each connection may take, its handshake and its first answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many endpoints are probed at once.</summary>
    public int Throttle { get; init; } = 8;

    /// <summary>The moment at which certificates are judged.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The Go release whose rules judge.</summary>
    public GoVersion Go { get; init; } = GoVersion.Newest;

    /// <summary>The name or address that certificates must be for, whatever was dialled; null for the host of each.</summary>
    public string? ServerName { get; init; }

    /// <summary>The CAs to trust in place of the node's; null for those.</summary>
    public IReadOnlyList<KubeCertificate>? Authorities { get; init; }

    /// <summary>Whether nothing but the handshake is made: servers are asked nothing.</summary>
    public bool OnlyShakes { get; init; }

    /// <summary>Whether the rest is left when hardly any endpoint answers: they were named by a cluster and not by the user.</summary>
    internal bool GivesUp { get; init; }

    /// <summary>The file of a client certificate to show; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The file of its key; null when it stands in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The node whose files the served certificates are held against; null for none.</summary>
    public NodePki? Node { get; init; }

    /// <summary>
    /// Says what is wrong with that node and what a repair does about it; null where remedies are to be of the endpoint alone.
    /// </summary>
    public Func<NodePki, IReadOnlyList<KubePkiFinding>>? Diagnose { get; init; }
}
