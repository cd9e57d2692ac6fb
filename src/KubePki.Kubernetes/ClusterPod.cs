namespace KubePki.Kubernetes;

/// <summary>A Pod (v1).</summary>
public sealed class ClusterPod : ApiObject
{
    private readonly PodModel _model;

    internal ClusterPod(PodModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>Whether it runs and says that it is ready.</summary>
    public bool IsReady => _model.Status is { Phase: "Running" } status
        && (status.Conditions ?? []).Any(condition => condition is { Type: "Ready", Status: "True" });

    /// <summary>Its address; null without one.</summary>
    public string? Address => Filled(_model.Status?.PodIP);

    /// <summary>The names of the Secrets that are mounted.</summary>
    public IReadOnlyList<string> Secrets => [.. (_model.Spec?.Volumes ?? []).SelectMany(volume =>
        (volume?.Projected?.Sources ?? []).Select(source => source?.Secret?.Name).Prepend(volume?.Secret?.SecretName))
        .OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The number of a container's port that has a name; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public int? PortOf(string name) => (_model.Spec?.Containers ?? []).SelectMany(container => container?.Ports ?? [])
        .FirstOrDefault(port => port?.Name == name)?.ContainerPort;
}
