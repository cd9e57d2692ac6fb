namespace KubePki.Cluster.Trust;

/// <summary>The certificates with which a server serves, and how they were seen.</summary>
internal sealed record ServedSight
{
    /// <summary>The name that its clients ask for.</summary>
    public required string Host { get; init; }

    /// <summary>The certificates in the order in which they are sent, in DER; empty when they could not be seen.</summary>
    public IReadOnlyList<byte[]> Sent { get; init; } = [];

    /// <summary>How they were seen: <c>connected to 10.96.0.7:443</c>; empty when they were not.</summary>
    public string Way { get; init; } = "";

    /// <summary>Whether a Secret shows what should be served, and not a server what is.</summary>
    public bool IsOfSecret { get; init; }

    /// <summary>The Secret that the pods behind it mount, where it holds the certificates; null when none does.</summary>
    public TrustObject? Secret { get; init; }

    /// <summary>The CA in that Secret: PEM; empty without one.</summary>
    public ReadOnlyMemory<byte> SecretAuthority { get; init; }

    /// <summary>What was tried and failed, each with its reason.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>Why nobody can serve: the service is not there, or nothing is behind it; null when somebody may.</summary>
    public string? Absent { get; init; }
}
