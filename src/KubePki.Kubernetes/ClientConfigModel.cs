using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>How an API server calls a webhook: by a URL or a service, and whom it believes.</summary>
internal sealed class ClientConfigModel
{
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    [JsonPropertyName("service")]
    public ServiceReferenceModel? Service { get; set; }

    [JsonPropertyName("caBundle")]
    public byte[]? CaBundle { get; set; }

    internal sealed class ServiceReferenceModel
    {
        [JsonPropertyName("namespace")]
        public string? Namespace { get; set; }

        [JsonPropertyName("name")]
        public string? Name { get; set; }

        [JsonPropertyName("path")]
        public string? Path { get; set; }

        [JsonPropertyName("port")]
        public int? Port { get; set; }
    }
}
