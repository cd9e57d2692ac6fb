using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A Lease.</summary>
internal sealed class LeaseModel : SlimModel
{
    [JsonPropertyName("spec")]
    public SpecModel? Spec { get; set; }

    internal sealed class SpecModel
    {
        [JsonPropertyName("holderIdentity")]
        public string? HolderIdentity { get; set; }

        [JsonPropertyName("renewTime")]
        public DateTime? RenewTime { get; set; }

        [JsonPropertyName("leaseDurationSeconds")]
        public int? LeaseDurationSeconds { get; set; }
    }
}
