using KubePki.Cluster.Trust.Parts;
using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>All parts of a cluster's trust, in the order in which findings of one severity are told.</summary>
public static class TrustCatalogue
{
    internal static IReadOnlyList<TrustPart> Parts { get; } =
    [
        new WebhookBundles(),
        new ApiServiceBundles(),
        new ConversionBundles(),
        new TlsSecrets(),
        new ApiServerCertificates(),
        new RootCaMaps(),
        new ExtensionAuthentication(),
        new SigningRequests(),
        new KubeletCertificates(),
        new ServiceAccountTokens(),
        new ClusterInfo(),
        new BootstrapTokens(),
        new KubeadmConfig(),
        new TrustBundles(),
    ];

    /// <summary>What can be asked of a cluster.</summary>
    public static IReadOnlyList<KubePkiCheck> All { get; } = [.. Parts.SelectMany(part => part.Checks).DistinctBy(check => check.Name)];

    /// <summary>The ClusterRole with the rights that all parts need, as YAML for <c>kubectl auth reconcile -f -</c>.</summary>
    public static string Role => TrustRole.Write(Parts.SelectMany(part => part.Rights), []);
}
