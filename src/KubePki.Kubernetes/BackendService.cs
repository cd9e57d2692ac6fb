using System.Text.Json;

namespace KubePki.Kubernetes;

/// <summary>A Service (v1), as far as it tells who is behind it.</summary>
public sealed class BackendService : ApiObject
{
    private readonly BackendServiceModel _model;

    internal BackendService(BackendServiceModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>Its address within the cluster; null for one that has none.</summary>
    public string? Address => _model.Spec?.ClusterIP is { Length: > 0 } address and not "None" ? address : null;

    /// <summary>The name that it stands for; null for one that stands for pods.</summary>
    public string? ExternalName => _model.Spec?.Type == "ExternalName" ? Filled(_model.Spec.ExternalName) : null;

    /// <summary>Whether pods that are not ready are behind it, too.</summary>
    public bool TakesUnready => _model.Spec?.PublishNotReadyAddresses == true;

    /// <summary>The labels that its pods have, as a selector; null where nothing is selected.</summary>
    public string? Selector => _model.Spec?.Selector is { Count: > 0 } labels
        ? string.Join(',', labels.Select(label => $"{label.Key}={label.Value}")) : null;

    /// <summary>On which port of a pod a port of the service ends; null when the pod does not say.</summary>
    /// <param name="port">The port of the service.</param>
    /// <param name="pod">The pod.</param>
    public int? PortOn(int port, ClusterPod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var found = (_model.Spec?.Ports ?? []).FirstOrDefault(item => item?.Port == port);
        return found?.TargetPort switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
            { ValueKind: JsonValueKind.String } name => Text(name) is { } text ? pod.PortOf(text) : null,
            _ => found is null ? null : port,
        };
    }

    private static string? Text(JsonElement name)
    {
        try
        {
            return name.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is valid JSON, and no text.
            return null;
        }
    }
}
