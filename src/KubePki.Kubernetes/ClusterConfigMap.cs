namespace KubePki.Kubernetes;

/// <summary>A ConfigMap (v1).</summary>
public sealed class ClusterConfigMap : ApiObject
{
    private readonly ConfigMapModel _model;

    internal ClusterConfigMap(ConfigMapModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>The text of a name; null when it has none.</summary>
    /// <param name="key">The name.</param>
    public string? Data(string key) => _model.Data?.GetValueOrDefault(key);
}
