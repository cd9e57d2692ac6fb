using KubePki.Cluster.Client;
using KubePki.Cluster.Trust.Published;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The ConfigMap kube-root-ca.crt of every namespace.</summary>
internal sealed class RootCaMaps : TrustPart
{
    private static readonly TrustRight ListMaps = new("list", "", "configmaps");
    private static readonly TrustRight ListNamespaces = new("list", "", "namespaces");

    public override string Name => "root-cas";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("RootCaWrong", FindingSeverity.Critical, "kube-root-ca.crt does not hold the CA that signed the API server's certificate."),
        Check("RootCaExpired", FindingSeverity.Critical, "The CA in kube-root-ca.crt has expired or expires soon."),
        Check(RootCaSurvey.MissingMap, FindingSeverity.Error, "Namespaces have no ConfigMap kube-root-ca.crt."),
        Check("RootCaDiffers", FindingSeverity.Warning, "Namespaces have different kube-root-ca.crt."),
        Check("RootCaRotation", FindingSeverity.Information, "kube-root-ca.crt holds several CAs."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ListMaps, ListNamespaces, ServedTruthReader.Endpoints];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var survey = new RootCaSurvey(await ServedTruthReader.ReadAsync(context, cancellation).ConfigureAwait(false), context.AsOf,
            context.Now, context.Options.ExpiresWithin);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // One that is made between the two lists has its ConfigMap all the same.
        await foreach (var item in context.ListAsync(ListNamespaces, api => api.Namespaces, (ClusterNamespace item) => item,
            cancellation: cancellation).ConfigureAwait(false))
        {
            context.Count("namespaces");
            seen.Add(item.Name);
            if (context.IsWanted(item.Name))
                survey.AddNamespace(item.Name, item.Created, item.IsBeingDeleted);
        }
        foreach (var name in context.Options.Namespaces.Where(name => seen.Count > 0 && !seen.Contains(name)))
            context.Tell($"namespace {name} does not exist");
        var isComplete = await ReadMapsAsync(context, survey, cancellation).ConfigureAwait(false);
        if (survey.Usual?.Authorities.MaxBy(authority => authority.NotAfter) is { } last)
        {
            context.Foresee(ForecastEnd.Of(last, "ca", FindingSeverity.Critical,
                "No pod accepts an API server any more, and kubelets and controllers reject it", "the CA in kube-root-ca.crt"));
        }
        context.Report(survey.Faults().Where(fault => isComplete || fault.Check != RootCaSurvey.MissingMap));
    }

    private static async Task<bool> ReadMapsAsync(TrustContext context, RootCaSurvey survey, CancellationToken cancellation)
    {
        var query = new ListQuery { FieldSelector = "metadata.name=" + RootCaSurvey.MapName, PageSize = context.Options.PageSize };
        var count = 0;
        await foreach (var map in context.ListAsync(ListMaps, api => api.ConfigMaps, (ClusterConfigMap map) => map, query, cancellation)
            .ConfigureAwait(false))
        {
            count++;
            if (map.Namespace is { } place && context.IsWanted(place))
                survey.AddMap(place, map.Data("ca.crt"));
        }
        // Forbidden is told as such, and not as missing.
        return count > 0
            || (await context.Client.CanAsync(new AccessReview("list", "", "configmaps"), cancellation).ConfigureAwait(false)).Allowed;
    }
}
