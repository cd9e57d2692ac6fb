namespace KubePki.Model;

/// <summary>A context entry of a kubeconfig: which user at which cluster.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="Cluster">The name of the cluster entry.</param>
/// <param name="User">The name of the user entry.</param>
/// <param name="Namespace">The namespace meant when none is given.</param>
public sealed record KubeconfigContext(string Name, string? Cluster, string? User, string? Namespace)
{
    /// <summary>The entry's name.</summary>
    public override string ToString() => Name;
}
