namespace KubePki.Kubernetes;

/// <summary>What an API server calls over TLS, and whom it believes there: a clientConfig.</summary>
/// <param name="Url">The URL; null where it is a service.</param>
/// <param name="Service">The service; null where it is a URL.</param>
/// <param name="Bundle">The CAs: PEM; empty for those of the API server's machine.</param>
public sealed record CallTarget(string? Url, ServiceReference? Service, ReadOnlyMemory<byte> Bundle)
{
    /// <summary>The path at the service; null where none is written, and where it is a URL.</summary>
    public string? Path { get; init; }

    internal static CallTarget Of(ClientConfigModel? model) =>
        new(ApiObject.Filled(model?.Url), ServiceReference.Of(model?.Service), model?.CaBundle) { Path = model?.Service?.Path };
}
