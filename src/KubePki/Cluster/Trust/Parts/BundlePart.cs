using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>Base of the parts that hold CA bundles against what is served.</summary>
internal abstract class BundlePart : TrustPart
{
    /// <summary>The checks, the same for all bundles.</summary>
    public sealed override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check(BundleFindings.Mismatch, FindingSeverity.Critical,
            "The certificate that a webhook or API service serves, or has in its Secret, was not signed by a CA in its caBundle."),
        Check(BundleFindings.ServedExpired, FindingSeverity.Critical,
            "The certificate that a webhook or API service serves has expired, or is not valid yet."),
        Check(BundleFindings.WrongName, FindingSeverity.Critical,
            "The certificate that a webhook or API service serves is not valid for the name by which the API server calls it."),
        Check(BundleFindings.Refused, FindingSeverity.Critical,
            "The certificate that a webhook or API service serves is rejected for another reason."),
        Check(BundleFindings.Empty, FindingSeverity.Critical, "The caBundle of a webhook or API service behind a service is empty."),
        Check(BundleFindings.Malformed, FindingSeverity.Critical, "A caBundle has no certificate that can be read."),
        Check(BundleFindings.TargetMissing, FindingSeverity.Critical,
            "The service of a webhook or API service does not exist, or no pod is behind it."),
        Check(BundleFindings.ServedExpiring, FindingSeverity.Error,
            "The certificate that a webhook or API service serves expires soon (error below 7 days)."),
        Check(BundleFindings.Expired, FindingSeverity.Error, "A caBundle holds certificates that have expired."),
        Check(BundleFindings.NoAuthority, FindingSeverity.Warning, "A caBundle holds no CA, only the certificate of a server."),
        Check(BundleFindings.Insecure, FindingSeverity.Warning, "An API service does not verify its server."),
        Check(BundleFindings.Unverified, FindingSeverity.Information,
            "What a webhook or API service serves could not be seen, so its caBundle was not held against it."),
    ];

    /// <summary>The rights to see what the objects are.</summary>
    protected abstract IReadOnlyList<TrustRight> Own { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<TrustRight> Rights => [.. Own, .. ServedCertificateFinder.Rights];

    /// <summary>The bundles.</summary>
    protected abstract IAsyncEnumerable<IReadOnlyList<BundleUse>> UsesAsync(TrustContext context, CancellationToken cancellation);

    /// <inheritdoc/>
    public sealed override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var findings = new BundleFindings(context);
        var running = new List<Task>();
        try
        {
            await foreach (var uses in UsesAsync(context, cancellation).ConfigureAwait(false))
            {
                running.AddRange(uses.Where(use => context.IsWanted(use.Target.Service?.Namespace))
                    .Select(use => LookAsync(context, findings, use, cancellation)));
            }
        }
        finally
        {
            // Those of a list that broke off are still looked at.
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private static async Task LookAsync(TrustContext context, BundleFindings findings, BundleUse use, CancellationToken cancellation)
    {
        var sight = await context.Served.FindAsync(context, use.Target, cancellation).ConfigureAwait(false);
        foreach (var finding in findings.Of(use, sight))
            context.Add(finding);
        foreach (var end in findings.Ends(use, sight))
            context.Foresee(end);
    }
}
