using KubePki.Cluster.Trust.Published;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>ClusterTrustBundles.</summary>
internal sealed class TrustBundles : TrustPart
{
    private static readonly TrustRight ListBundles = new("list", "certificates.k8s.io", "clustertrustbundles") { IsOptional = true };

    public override string Name => "trust-bundles";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("TrustBundleExpired", FindingSeverity.Error, "Certificates of a ClusterTrustBundle have expired or expire soon."),
        Check("TrustBundleMalformed", FindingSeverity.Error, "A ClusterTrustBundle breaks the rules for its name or its content."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ListBundles];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var faults = new TrustBundleFaults(context.AsOf, context.Options.ExpiresWithin);
        foreach (var version in new[] { "v1", "v1beta1" })
        {
            var count = 0;
            await foreach (var bundle in context.ListAsync(ListBundles, api => api.TrustBundles(version), (TrustBundle bundle) => bundle,
                cancellation: cancellation).ConfigureAwait(false))
            {
                count++;
                context.Report(faults.Of(bundle.Name, bundle.SignerName, bundle.Bundle));
            }
            context.Count("ClusterTrustBundles", count);
            // The other version has the same.
            if (count > 0)
                return;
        }
    }
}
