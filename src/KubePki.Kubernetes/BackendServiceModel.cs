using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A Service, as far as it tells who is behind it.</summary>
internal sealed class BackendServiceModel : SlimModel
{
    [JsonPropertyName("spec")]
    public ServiceSpecModel? Spec { get; set; }

    internal sealed class ServiceSpecModel
    {
        [JsonPropertyName("type")]
        public string? Type { get; set; }

        [JsonPropertyName("clusterIP")]
        public string? ClusterIP { get; set; }

        [JsonPropertyName("externalName")]
        public string? ExternalName { get; set; }

        [JsonPropertyName("publishNotReadyAddresses")]
        public bool? PublishNotReadyAddresses { get; set; }

        [JsonPropertyName("selector")]
        public Dictionary<string, string?>? Selector { get; set; }

        [JsonPropertyName("ports")]
        public List<ServicePortModel?>? Ports { get; set; }
    }

    internal sealed class ServicePortModel
    {
        [JsonPropertyName("port")]
        public int? Port { get; set; }

        /// <summary>A number, or the name of a container's port.</summary>
        [JsonPropertyName("targetPort")]
        public JsonElement? TargetPort { get; set; }
    }
}
