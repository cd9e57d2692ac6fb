namespace KubePki.Kubernetes;

/// <summary>A Namespace, of which its name is enough.</summary>
internal sealed class NamespaceModel : SlimModel;
