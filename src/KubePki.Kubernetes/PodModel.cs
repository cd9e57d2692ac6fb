using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A Pod, as far as it tells what it serves with.</summary>
internal sealed class PodModel : SlimModel
{
    [JsonPropertyName("spec")]
    public PodSpecModel? Spec { get; set; }

    [JsonPropertyName("status")]
    public PodStatusModel? Status { get; set; }

    internal sealed class PodSpecModel
    {
        [JsonPropertyName("nodeName")]
        public string? NodeName { get; set; }

        [JsonPropertyName("containers")]
        public List<ContainerModel?>? Containers { get; set; }

        [JsonPropertyName("volumes")]
        public List<VolumeModel?>? Volumes { get; set; }
    }

    internal sealed class ContainerModel
    {
        [JsonPropertyName("ports")]
        public List<ContainerPortModel?>? Ports { get; set; }
    }

    internal sealed class ContainerPortModel
    {
        [JsonPropertyName("name")]
        public string? Name { get; set; }

        [JsonPropertyName("containerPort")]
        public int? ContainerPort { get; set; }
    }

    internal sealed class VolumeModel
    {
        [JsonPropertyName("secret")]
        public SecretVolumeModel? Secret { get; set; }

        [JsonPropertyName("projected")]
        public ProjectedModel? Projected { get; set; }
    }

    internal sealed class SecretVolumeModel
    {
        [JsonPropertyName("secretName")]
        public string? SecretName { get; set; }
    }

    internal sealed class ProjectedModel
    {
        [JsonPropertyName("sources")]
        public List<SourceModel?>? Sources { get; set; }
    }

    internal sealed class SourceModel
    {
        [JsonPropertyName("secret")]
        public SourceSecretModel? Secret { get; set; }
    }

    internal sealed class SourceSecretModel
    {
        [JsonPropertyName("name")]
        public string? Name { get; set; }
    }

    internal sealed class PodStatusModel
    {
        [JsonPropertyName("phase")]
        public string? Phase { get; set; }

        [JsonPropertyName("podIP")]
        public string? PodIP { get; set; }

        [JsonPropertyName("conditions")]
        public List<ConditionModel?>? Conditions { get; set; }
    }
}
