namespace KubePki.Kubernetes;

/// <summary>What an API server calls over TLS, and whom it believes there: a clientConfig.</summary>
/// <param name="Url">The URL; null where it is a service.</param>
/// <param name="Service">The service; null where it is a URL.</param>
/// <param name="Bundle">The CAs: PEM; empty for those of the API server's machine.</param>
public sealed record CallTarget(string? Url, ServiceReference? Service, ReadOnlyMemory<byte> Bundle)
{
    internal static CallTarget Of(ClientConfigModel? model) =>
        new(ApiObject.Filled(model?.Url), ServiceReference.Of(model?.Service), model?.CaBundle);
}
