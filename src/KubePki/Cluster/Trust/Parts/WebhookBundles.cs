using System.Runtime.CompilerServices;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The CA bundles of admission webhooks.</summary>
internal sealed class WebhookBundles : BundlePart
{
    private const string Group = "admissionregistration.k8s.io";
    private const int MaxRules = 3;

    // No program makes more. Of a made-up thousand times as many the memory is full.
    private const int MaxWebhooks = 1000;

    private static readonly TrustRight ListMutating = new("list", Group, "mutatingwebhookconfigurations");
    private static readonly TrustRight ListValidating = new("list", Group, "validatingwebhookconfigurations");

    /// <inheritdoc/>
    public override string Name => "webhooks";

    /// <inheritdoc/>
    protected override IReadOnlyList<TrustRight> Own { get; } = [ListMutating, ListValidating];

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<IReadOnlyList<BundleUse>> UsesAsync(
        TrustContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var mutating = context.ListAsync(ListMutating, api => api.MutatingWebhooks, item => item, cancellation: cancellation);
        await foreach (var item in mutating.ConfigureAwait(false))
            yield return Uses(context, item, "MutatingWebhookConfiguration");
        var validating = context.ListAsync(ListValidating, api => api.ValidatingWebhooks, item => item, cancellation: cancellation);
        await foreach (var item in validating.ConfigureAwait(false))
            yield return Uses(context, item, "ValidatingWebhookConfiguration");
    }

    private static BundleUse[] Uses(TrustContext context, WebhookConfiguration item, string kind)
    {
        context.Count("webhooks", item.Webhooks.Count);
        if (item.Webhooks.Count > MaxWebhooks)
            context.Tell($"{kind} {item.Name}: only the first {MaxWebhooks} of its {item.Webhooks.Count} webhooks are looked at");
        return [.. item.Webhooks.Take(MaxWebhooks).Select(webhook => new BundleUse
        {
            Object = TrustObject.Of(kind, item),
            Part = $"webhook {Printable.Cut(webhook.Name)}",
            Target = webhook.Target,
            Severity = webhook is { IsRequired: true, Rules.Count: > 0 } ? FindingSeverity.Critical : FindingSeverity.Warning,
            Stops = Stops(webhook),
            Words = $"failed calling webhook \"{Printable.Cut(webhook.Name)}\": failed to call webhook: Post",
            UnloadedWords = $"failed calling webhook \"{Printable.Cut(webhook.Name)}\": could not get REST client",
            TimeoutSeconds = webhook.TimeoutSeconds,
            Keeper = TrustKeeper.Of(item),
        })];
    }

    private static string Stops(AdmissionWebhook webhook)
    {
        if (webhook.Rules.Count == 0)
            return "Nothing at present: the webhook has no rules, so the API server does not call it.";
        var rules = string.Join("; ", webhook.Rules.Take(MaxRules).Select(Printable.Cut)) + (webhook.Rules.Count > MaxRules ? "; …" : "");
        return webhook.IsRequired ? $"The API server rejects each request that the webhook is asked about (failurePolicy Fail): {rules}."
            : $"The API server goes on without the webhook (failurePolicy Ignore), so that what it enforces is not: {rules}.";
    }
}
