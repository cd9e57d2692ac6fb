namespace KubePki.Kubernetes;

/// <summary>An APIService (apiregistration.k8s.io/v1): a group that another server has.</summary>
public sealed class ApiService : ApiObject
{
    private readonly ApiServiceModel _model;

    internal ApiService(ApiServiceModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>The service; null where the API server has the group itself.</summary>
    public ServiceReference? Service => ServiceReference.Of(_model.Spec?.Service);

    /// <summary>The CAs: PEM; empty for those of the API server's machine.</summary>
    public ReadOnlyMemory<byte> Bundle => _model.Spec?.CaBundle;

    /// <summary>The path by which the API server finds out whether the group is served: <c>/apis/metrics.k8s.io/v1beta1</c>.</summary>
    public string DiscoveryPath => $"/apis/{_model.Spec?.Group}/{_model.Spec?.Version}";

    /// <summary>Whether the server's certificate is not looked at.</summary>
    public bool IsInsecure => _model.Spec?.InsecureSkipTlsVerify is true;

    /// <summary>What the API server says of it when it is not available; null when it is, or does not say.</summary>
    public string? Unavailable => (_model.Status?.Conditions ?? []).FirstOrDefault(condition =>
        condition is { Type: "Available", Status: "False" }) is { } found ? $"{found.Reason}: {found.Message}" : null;
}
