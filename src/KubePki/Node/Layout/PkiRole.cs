namespace KubePki.Node.Layout;

/// <summary>What a certificate, key or kubeconfig of a node is for.</summary>
/// <param name="Name">The role's name; kubeadm's where it has one.</param>
/// <param name="Kind">What sort of thing plays it.</param>
/// <param name="Authority">The role of the CA that should sign it; null for a CA, a key pair, or when any may.</param>
public sealed record PkiRole(string Name, PkiRoleKind Kind, string? Authority = null)
{
    /// <summary>
    /// The common name without which Kubernetes does not know the bearer, where it looks at it; one <c>*</c> stands for a node's name.
    /// </summary>
    public string? CommonName { get; init; }

    /// <summary>The organization that the bearer must have; null when it needs none.</summary>
    public string? Organization { get; init; }

    /// <summary>The extended key usages that the peers ask for.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    /// <summary>The role's name.</summary>
    public override string ToString() => Name;
}
