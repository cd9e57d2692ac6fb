namespace KubePki.Model;

/// <summary>A cluster entry of a kubeconfig.</summary>
public sealed record KubeconfigCluster
{
    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>The URL of the API server; a user's name and password in it are shown as <c>***</c>.</summary>
    public string? Server { get; init; }

    /// <summary>The name that the server's certificate must have instead of the URL's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether the client does not look at the server's certificate at all.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The proxy through which the server is reached; a user's name and password in it are shown as <c>***</c>.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>The CA file as written, resolved against the kubeconfig's directory; null when embedded or absent.</summary>
    public string? AuthorityPath { get; init; }

    /// <summary>The CA certificates, embedded or from that file, in order.</summary>
    public IReadOnlyList<KubeCertificate> Authorities { get; init; } = [];

    /// <summary>The entry's name and server.</summary>
    public override string ToString() => $"{Name} ({Server})";
}
