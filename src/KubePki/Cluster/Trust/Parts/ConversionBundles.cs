using System.Runtime.CompilerServices;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The CA bundles of the webhooks that convert custom resources between their versions.</summary>
internal sealed class ConversionBundles : BundlePart
{
    // apiextensions-apiserver, pkg/apiserver/conversion: for all of them the same.
    private const int CallTimeout = 30;

    private static readonly TrustRight ListDefinitions = new("list", "apiextensions.k8s.io", "customresourcedefinitions");

    /// <inheritdoc/>
    public override string Name => "conversions";

    /// <inheritdoc/>
    protected override IReadOnlyList<TrustRight> Own { get; } = [ListDefinitions];

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<IReadOnlyList<BundleUse>> UsesAsync(
        TrustContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var items = context.ListAsync(ListDefinitions,
            api => api.ResourceDefinitions, item => item.Conversion is null ? null : item, cancellation: cancellation);
        await foreach (var item in items.ConfigureAwait(false))
        {
            context.Count("CRD conversions");
            yield return
            [
                new BundleUse
                {
                    Object = TrustObject.Of("CustomResourceDefinition", item),
                    Target = item.Conversion!,
                    Severity = FindingSeverity.Error,
                    Stops = "Objects in another version than the stored one can be neither read nor written, and controllers that watch "
                        + "them stop.",
                    Words = $"conversion webhook for {Printable.Cut(item.StoredKind)} failed: Post",
                    TimeoutSeconds = CallTimeout,
                    Keeper = TrustKeeper.Of(item),
                },
            ];
        }
    }
}
