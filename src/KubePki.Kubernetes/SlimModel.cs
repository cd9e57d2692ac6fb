using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>
/// An object of which only what is wanted is read. The library's models of pods and of custom resources have hundreds of types, which would
/// cost the native program megabytes.
/// </summary>
internal abstract class SlimModel : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();
}
