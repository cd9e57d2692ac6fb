namespace KubePki.Kubernetes;

/// <summary>A service that an API server calls.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Port">Its port; 443 where none is written.</param>
public sealed record ServiceReference(string Namespace, string Name, int Port)
{
    internal static ServiceReference? Of(ClientConfigModel.ServiceReferenceModel? model) =>
        model is null ? null : new ServiceReference(model.Namespace ?? "", model.Name ?? "", model.Port ?? 443);
}
