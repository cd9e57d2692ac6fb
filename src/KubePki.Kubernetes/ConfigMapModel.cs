using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A ConfigMap.</summary>
internal sealed class ConfigMapModel : SlimModel
{
    [JsonPropertyName("data")]
    public Dictionary<string, string?>? Data { get; set; }
}
