using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>An object of a cluster, where findings of nodes have a path.</summary>
/// <param name="Kind">The kind: <c>Secret</c>.</param>
/// <param name="Namespace">The namespace; null for objects of the whole cluster.</param>
/// <param name="Name">The name.</param>
internal sealed record TrustObject(string Kind, string? Namespace, string Name)
{
    /// <summary>An object that was read.</summary>
    public static TrustObject Of(string kind, ApiObject read) => new(kind, read.Namespace, read.Name);

    /// <summary>Kind, namespace and name: <c>Secret kube-system/serving-cert</c>.</summary>
    public override string ToString() => $"{Kind} {(Namespace is null ? "" : Printable.Cut(Namespace) + "/")}{Printable.Cut(Name)}";
}
