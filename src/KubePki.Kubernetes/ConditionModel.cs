using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A condition of an object.</summary>
internal sealed class ConditionModel
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("status")]
    public string? Status { get; set; }

    [JsonPropertyName("reason")]
    public string? Reason { get; set; }

    [JsonPropertyName("message")]
    public string? Message { get; set; }
}
