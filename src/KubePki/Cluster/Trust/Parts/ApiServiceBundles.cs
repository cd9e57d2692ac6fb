using System.Runtime.CompilerServices;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The CA bundles of APIServices: of groups that other servers have, such as metrics.k8s.io.</summary>
internal sealed class ApiServiceBundles : BundlePart
{
    private static readonly TrustRight ListServices = new("list", "apiregistration.k8s.io", "apiservices");

    /// <inheritdoc/>
    public override string Name => "apiservices";

    /// <inheritdoc/>
    protected override IReadOnlyList<TrustRight> Own { get; } = [ListServices];

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<IReadOnlyList<BundleUse>> UsesAsync(
        TrustContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var items = context.ListAsync(ListServices,
            api => api.ApiServices, item => item.Service is null ? null : item, cancellation: cancellation);
        await foreach (var item in items.ConfigureAwait(false))
        {
            context.Count("API services");
            yield return [Use(item)];
        }
    }

    private static BundleUse Use(ApiService item)
    {
        var target = new CallTarget(null, item.Service, item.Bundle) { Path = item.DiscoveryPath };
        return new BundleUse
        {
            Object = TrustObject.Of("APIService", item),
            Target = target,
            Severity = FindingSeverity.Error,
            Stops = $"Nobody can use {Printable.Cut(item.Name)}, kubectl complains about it, and deleted namespaces stay in Terminating.",
            // It has the address of the service there, which is not asked for.
            Words = $"FailedDiscoveryCheck: failing or missing response from {Printable.Cut(CallUrl.Of(target))}: Get",
            Keeper = TrustKeeper.Of(item),
            IsInsecure = item.IsInsecure,
            Reported = item.Unavailable,
        };
    }
}
