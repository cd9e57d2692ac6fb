using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A MutatingWebhookConfiguration or a ValidatingWebhookConfiguration: what is read of them is the same.</summary>
internal sealed class WebhookConfigurationModel : SlimModel
{
    [JsonPropertyName("webhooks")]
    public List<Webhook?>? Webhooks { get; set; }

    internal sealed class Webhook
    {
        [JsonPropertyName("name")]
        public string? Name { get; set; }

        [JsonPropertyName("clientConfig")]
        public ClientConfigModel? ClientConfig { get; set; }

        [JsonPropertyName("failurePolicy")]
        public string? FailurePolicy { get; set; }

        [JsonPropertyName("timeoutSeconds")]
        public int? TimeoutSeconds { get; set; }

        [JsonPropertyName("rules")]
        public List<Rule?>? Rules { get; set; }
    }

    internal sealed class Rule
    {
        [JsonPropertyName("apiGroups")]
        public List<string?>? ApiGroups { get; set; }

        [JsonPropertyName("resources")]
        public List<string?>? Resources { get; set; }

        [JsonPropertyName("operations")]
        public List<string?>? Operations { get; set; }
    }
}
