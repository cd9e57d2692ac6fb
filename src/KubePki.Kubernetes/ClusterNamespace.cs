namespace KubePki.Kubernetes;

/// <summary>A Namespace (v1).</summary>
public sealed class ClusterNamespace : ApiObject
{
    internal ClusterNamespace(NamespaceModel model, string? problem)
        : base(model.Metadata, problem)
    {
    }
}
