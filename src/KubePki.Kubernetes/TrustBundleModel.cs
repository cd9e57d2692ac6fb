using System.Text.Json.Serialization;

namespace KubePki.Kubernetes;

/// <summary>A ClusterTrustBundle, the same in all its versions.</summary>
internal sealed class TrustBundleModel : SlimModel
{
    [JsonPropertyName("spec")]
    public BundleSpecModel? Spec { get; set; }

    internal sealed class BundleSpecModel
    {
        [JsonPropertyName("signerName")]
        public string? SignerName { get; set; }

        [JsonPropertyName("trustBundle")]
        public string? TrustBundle { get; set; }
    }
}
