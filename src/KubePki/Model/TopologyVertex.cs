namespace KubePki.Model;

/// <summary>A key of a node with its certificates, or a kubeconfig or program that uses keys.</summary>
public sealed record TopologyVertex
{
    /// <summary>
    /// What edges name it by: <c>sha256:</c> and the hash of the SubjectPublicKeyInfo for a key, so that it is the same on every node, and
    /// otherwise the kind and the path or name: <c>kubeconfig:/etc/kubernetes/admin.conf</c>, <c>program:etcd</c>.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>What it is: a value of <see cref="TopologyVertexKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name: of the certificate, key file, kubeconfig or program.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, as a name of the layout table; null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The subject of the certificate; null without one.</summary>
    public string? Subject { get; init; }

    /// <summary>The issuer of the certificate; null without one.</summary>
    public string? Issuer { get; init; }

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal; null for kubeconfigs and programs.</summary>
    public string? PublicKeyHash { get; init; }

    /// <summary>When the certificate ends, the last of them when there are more of this key, UTC; null without one.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The status of that certificate, a value of <see cref="CertificateStatus"/>; null without one.</summary>
    public string? Status { get; init; }

    /// <summary>The files that hold it, as paths of the node.</summary>
    public TextList NodePaths { get; init; } = TextList.Empty;

    /// <summary>Whether its private key is on the node; null for kubeconfigs and programs.</summary>
    public bool? HasKey { get; init; }

    /// <summary>
    /// Whether it is a CA with the subject of another CA of this node and a different key: of another or an earlier cluster.
    /// </summary>
    public bool IsTwin { get; init; }

    /// <summary>Whether it was signed by a CA that is not on this node.</summary>
    public bool IsStranger { get; init; }

    /// <summary>Kind and name.</summary>
    public override string ToString() => Printable.Text($"{Kind} {Name}");
}
