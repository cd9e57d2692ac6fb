using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A CustomResourceDefinition (apiextensions.k8s.io/v1) without its schemas.</summary>
internal sealed class ResourceDefinitionModel : SlimModel
{
    [JsonPropertyName("spec")]
    public DefinitionSpecModel? Spec { get; set; }

    internal sealed class DefinitionSpecModel
    {
        [JsonPropertyName("group")]
        public string? Group { get; set; }

        [JsonPropertyName("names")]
        public NamesModel? Names { get; set; }

        [JsonPropertyName("versions")]
        public List<VersionModel?>? Versions { get; set; }

        [JsonPropertyName("conversion")]
        public ConversionModel? Conversion { get; set; }
    }

    internal sealed class NamesModel
    {
        [JsonPropertyName("kind")]
        public string? Kind { get; set; }
    }

    internal sealed class VersionModel
    {
        [JsonPropertyName("name")]
        public string? Name { get; set; }

        [JsonPropertyName("storage")]
        public bool? Storage { get; set; }
    }

    internal sealed class ConversionModel
    {
        [JsonPropertyName("strategy")]
        public string? Strategy { get; set; }

        [JsonPropertyName("webhook")]
        public WebhookModel? Webhook { get; set; }
    }

    internal sealed class WebhookModel
    {
        [JsonPropertyName("clientConfig")]
        public ClientConfigModel? ClientConfig { get; set; }
    }
}
