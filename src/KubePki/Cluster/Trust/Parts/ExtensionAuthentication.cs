using KubePki.Cluster.Trust.Published;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The ConfigMap extension-apiserver-authentication.</summary>
internal sealed class ExtensionAuthentication : TrustPart
{
    /// <summary>The name of the ConfigMap.</summary>
    public const string MapName = "extension-apiserver-authentication";

    private static readonly TrustRight ReadMap = new("get", "", "configmaps") { Name = MapName };

    public override string Name => "extension-authentication";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("ExtensionAuthenticationExpired", FindingSeverity.Critical,
            "A CA in extension-apiserver-authentication has expired or expires soon."),
        Check("ExtensionAuthenticationWrong", FindingSeverity.Error, "A CA in extension-apiserver-authentication cannot be read."),
        Check("ExtensionAuthenticationMissing", FindingSeverity.Error, "extension-apiserver-authentication or a CA in it is missing."),
        Check("ExtensionAuthenticationDiffers", FindingSeverity.Error,
            "A CA in extension-apiserver-authentication is not the control plane's."),
        Check("RequestHeaderAuthorityShared", FindingSeverity.Error, "One CA signs client certificates and front proxies."),
        Check("RequestHeaderAnyName", FindingSeverity.Information, "Every certificate of the front proxy's CA is allowed."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ReadMap];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        if (!context.IsWanted("kube-system"))
            return;
        var data = await context.TryAsync(ReadMap, (api, stop) => api.ReadConfigMapAsync("kube-system", MapName, stop), cancellation)
            .ConfigureAwait(false);
        var faults = new ExtensionAuthenticationFaults(context.AsOf, context.Options.ExpiresWithin);
        if (data is not null || await IsAllowedAsync(context, cancellation).ConfigureAwait(false))
            context.Report(faults.Of(data, context.Options.Node));
        if (data is not null && faults.Proxy(data) is { } proxy)
        {
            context.Foresee(ForecastEnd.Of(proxy, PkiRoles.FrontProxyAuthority, FindingSeverity.Error,
                "Aggregated APIs such as metrics.k8s.io stop", "the CA in requestheader-client-ca-file"));
        }
    }

    // What is forbidden is told, and is not missing.
    private static async Task<bool> IsAllowedAsync(TrustContext context, CancellationToken cancellation) =>
        (await context.Client.CanAsync(new Kubernetes.AccessReview("get", "", "configmaps", Name: MapName, Namespace: "kube-system"),
            cancellation).ConfigureAwait(false)).Allowed;
}
