using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust;

/// <summary>What of a cluster's trust is looked at, and how.</summary>
public sealed record TrustOptions
{
    /// <summary>The moment at which certificates are judged.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What counts as expiring; null for less than 30 days and less than a fifth of the lifetime.</summary>
    public ExpiryThreshold? ExpiresWithin { get; init; }

    /// <summary>The namespaces that are looked at; none stands for all. Objects of the whole cluster count with their service.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Which checks are asked, and what is told of their findings. A part without any of them is not run.</summary>
    public DiagnosisOptions Asked { get; init; } = DiagnosisOptions.Everything;

    /// <summary>A node of this cluster whose files are known, such as <c>sa.pub</c>; null for none.</summary>
    public NodePki? Node { get; init; }

    /// <summary>Whether servers other than the API server are connected to, for their certificates.</summary>
    public bool MayDial { get; init; } = true;

    /// <summary>Whether pods are connected to through the API server, for their certificates.</summary>
    public bool MayForward { get; init; } = true;

    /// <summary>How long one connection for a certificate may take, its handshake included.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections are open at once.</summary>
    public int Throttle { get; init; } = 8;

    /// <summary>How many objects the API server sends at once. Secrets may have a megabyte each.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The Go release whose rules judge.</summary>
    public GoVersion Go { get; init; } = GoVersion.Newest;
}
