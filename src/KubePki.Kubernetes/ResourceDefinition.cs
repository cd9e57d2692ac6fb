namespace KubePki.Kubernetes;

/// <summary>A CustomResourceDefinition (apiextensions.k8s.io/v1).</summary>
public sealed class ResourceDefinition : ApiObject
{
    private readonly ResourceDefinitionModel _model;

    internal ResourceDefinition(ResourceDefinitionModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>Its objects as they are stored, in the API server's words: <c>example.com/v1, Kind=Widget</c>.</summary>
    public string StoredKind
    {
        get
        {
            var stored = (_model.Spec?.Versions ?? []).FirstOrDefault(version => version is { Storage: true });
            return $"{_model.Spec?.Group}/{stored?.Name}, Kind={_model.Spec?.Names?.Kind}";
        }
    }

    /// <summary>What converts its objects between versions; null where no webhook does.</summary>
    public CallTarget? Conversion =>
        _model.Spec?.Conversion is { Strategy: "Webhook" } conversion ? CallTarget.Of(conversion.Webhook?.ClientConfig) : null;
}
