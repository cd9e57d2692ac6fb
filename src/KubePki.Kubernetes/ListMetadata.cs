using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>What a list says of itself.</summary>
/// <param name="Continue">The token for the next page; null at the last one.</param>
/// <param name="ResourceVersion">The state of the cluster that the list shows; null when it does not say.</param>
public sealed record ListMetadata(string? Continue, string? ResourceVersion)
{
    /// <summary>What a list without metadata says.</summary>
    public static ListMetadata None { get; } = new(null, null);

    /// <summary>Reads it.</summary>
    /// <param name="json">The metadata of a list.</param>
    /// <exception cref="ApiFormatException">It is something else.</exception>
    public static ListMetadata Read(ReadOnlyMemory<byte> json)
    {
        var model = ApiJson.Read<V1ListMeta>(json.Span);
        return new ListMetadata(ApiObject.Filled(model.ContinueProperty), ApiObject.Filled(model.ResourceVersion));
    }
}
