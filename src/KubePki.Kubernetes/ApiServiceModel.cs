using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>An APIService (apiregistration.k8s.io/v1).</summary>
internal sealed class ApiServiceModel : SlimModel
{
    [JsonPropertyName("spec")]
    public ApiServiceSpecModel? Spec { get; set; }

    [JsonPropertyName("status")]
    public ApiServiceStatusModel? Status { get; set; }

    internal sealed class ApiServiceSpecModel
    {
        [JsonPropertyName("service")]
        public ClientConfigModel.ServiceReferenceModel? Service { get; set; }

        [JsonPropertyName("caBundle")]
        public byte[]? CaBundle { get; set; }

        [JsonPropertyName("insecureSkipTLSVerify")]
        public bool? InsecureSkipTlsVerify { get; set; }

        [JsonPropertyName("group")]
        public string? Group { get; set; }

        [JsonPropertyName("version")]
        public string? Version { get; set; }
    }

    internal sealed class ApiServiceStatusModel
    {
        [JsonPropertyName("conditions")]
        public List<ConditionModel?>? Conditions { get; set; }
    }
}
