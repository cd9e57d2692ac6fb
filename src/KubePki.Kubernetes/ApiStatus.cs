using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>What an API server says of an error: a Status (v1).</summary>
public sealed class ApiStatus
{
    private readonly V1Status _model;

    private ApiStatus(V1Status model) => _model = model;

    /// <summary>The HTTP status that belongs to it; 0 when it does not say.</summary>
    public int Code => _model.Code ?? 0;

    /// <summary>The reason, such as <c>Forbidden</c>; null without one.</summary>
    public string? Reason => ApiObject.Filled(_model.Reason);

    /// <summary>The sentence for people; null without one.</summary>
    public string? Message => ApiObject.Filled(_model.Message);

    /// <summary>With which token an expired list may be gone on with; null without one.</summary>
    public string? Continue => _model.Metadata?.ContinueProperty is { Length: > 0 } token ? token : null;

    /// <summary>Reads a Status.</summary>
    /// <param name="json">What an answer holds.</param>
    /// <returns>The status; null when it is something else.</returns>
    public static ApiStatus? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return ApiJson.ReadStatus(json.Span) is { Kind: V1Status.KubeKind } model ? new ApiStatus(model) : null;
        }
        catch (ApiFormatException)
        {
            return null;
        }
    }
}
