using KubePki.Kubernetes;

namespace KubePki.Cluster.Client;

/// <summary>A change of an object that is watched.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Item">The object; null for <see cref="ClusterChangeKind.Restarted"/>.</param>
internal sealed record ClusterChange<T>(ClusterChangeKind Kind, T? Item)
    where T : ApiObject
{
    /// <summary>What has happened to which object.</summary>
    public override string ToString() => Item is null ? Kind.ToString() : $"{Kind} {Item.Name}";
}
