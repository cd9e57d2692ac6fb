namespace KubePki.Model;

/// <summary>Where findings of a cluster have the root of a node: the URL of its API server.</summary>
public static class ClusterRoot
{
    /// <summary>Whether a root is that of a cluster. Those of nodes are paths.</summary>
    /// <param name="root">The root; null for none.</param>
    public static bool Is(string? root) => root is not null && (root.StartsWith("https://", StringComparison.Ordinal)
        || root.StartsWith("http://", StringComparison.Ordinal));

    /// <summary>The name of a cluster for people: <c>cluster 10.0.0.1:6443</c>.</summary>
    /// <param name="root">The root.</param>
    public static string NameOf(string root) =>
        $"cluster {(Uri.TryCreate(root, UriKind.Absolute, out var url) ? url.Authority : root)}";
}
