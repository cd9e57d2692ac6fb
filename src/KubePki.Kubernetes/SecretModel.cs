using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A Secret.</summary>
internal sealed class SecretModel : SlimModel
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("data")]
    public Dictionary<string, byte[]?>? Data { get; set; }
}
