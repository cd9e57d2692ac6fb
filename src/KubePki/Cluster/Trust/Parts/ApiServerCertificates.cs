using KubePki.Cluster.Probing;
using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Serving;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>What the API servers serve, to those who use the kubeconfig and to pods.</summary>
internal sealed class ApiServerCertificates : TrustPart
{
    private const string OfKubeconfig = "the kubeconfig";
    private const string OfService = "the service kubernetes";
    private const string WrongAuthority = "EndpointWrongAuthority";
    private const string WrongName = "EndpointWrongName";
    private const string Expiring = "ApiServerCertificateExpiring";

    public override string Name => "api-servers";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("EndpointExpired", FindingSeverity.Critical, "An API server serves a certificate that has expired."),
        Check("EndpointNotYetValid", FindingSeverity.Critical, "An API server serves a certificate that is not valid yet."),
        Check(WrongAuthority, FindingSeverity.Error, "No CA that clients trust has signed what an API server serves."),
        Check(WrongName, FindingSeverity.Error, "An API server's certificate is not valid for its name."),
        Check("EndpointRefused", FindingSeverity.Error, "Go clients reject what an API server serves."),
        Check("EndpointHandshakeFailed", FindingSeverity.Error, "An API server ends the TLS handshake."),
        Check(Expiring, FindingSeverity.Warning, "An API server's certificate expires soon."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ServedTruthReader.Endpoints, ClusterRoots.ReadMap];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var targets = await TargetsAsync(context, cancellation).ConfigureAwait(false);
        var options = new ProbeOptions
        {
            AsOf = context.AsOf,
            Timeout = context.Options.DialTimeout,
            Go = context.Options.Go,
            OnlyShakes = true,
        };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var verdict in Prober.ProbeAsync(targets, options, cancellation).ConfigureAwait(false))
        {
            if (verdict.Certificate is null || IsElsewhere(verdict))
                continue;
            context.Count("API servers");
            if (verdict.Origin != OfKubeconfig || targets.Count == 1)
                context.Foresee(TrustEnds.OfServer(verdict.Certificate, verdict.Endpoint));
            foreach (var finding in verdict.Findings.Where(finding => Checks.Any(check => check.Name == finding.Check)))
                context.Add(finding);
            if (seen.Add(verdict.Certificate.Fingerprint) && Ending(context, verdict) is { } ending)
                context.Report([ending]);
        }
    }

    private static async Task<List<ProbeTarget>> TargetsAsync(TrustContext context, CancellationToken cancellation)
    {
        var url = context.Client.Server;
        var targets = new List<ProbeTarget>();
        if (context.Client.IsDirect)
        {
            targets.Add(Target(url.IdnHost.Trim('[', ']'), url.Port, context.Client.CheckedName, ClusterRoots.OfKubeconfig(context),
                OfKubeconfig));
        }
        var roots = await ClusterRoots.OfPodsAsync(context, cancellation).ConfigureAwait(false);
        if (roots.Count > 0)
            targets.AddRange((await ServedTruthReader.FindAsync(context, cancellation).ConfigureAwait(false))
                .Select(address => Target(address.Host, address.Port, ServedTruthReader.InnerName, roots, OfService)));
        return targets;
    }

    // From outside of the cluster an address of it may lead to a proxy that answers for everybody.
    private static bool IsElsewhere(KubeEndpointVerdict verdict) => verdict.Origin == OfService
        && verdict.Findings.Any(finding => finding.Check == WrongName) && verdict.Findings.Any(finding => finding.Check == WrongAuthority);

    private static ProbeTarget Target(string host, int port, string name, IReadOnlyList<KubeCertificate> authorities, string origin) =>
        new(host, port)
        {
            Component = "kube-apiserver",
            Role = PkiRoles.ApiServer,
            ServerName = name,
            Authorities = authorities.Count > 0 ? authorities : null,
            Origin = origin,
        };

    private static TrustFault? Ending(TrustContext context, KubeEndpointVerdict verdict)
    {
        var served = verdict.Certificate!;
        return !TrustCertificates.IsNear(served, context.Options.ExpiresWithin) ? null
            : new TrustFault(Expiring, FindingSeverity.Warning, verdict.Endpoint,
                $"The certificate that the API server serves expires on {Times.Date(served.NotAfter)} "
                    + $"(in {Times.Span(served.NotAfter - context.AsOf)}).",
                "From then on every client rejects it: kubectl, kubelets, controllers, pods.",
                Advice.Of($"On each control plane: kubepki renew --role apiserver --what-if"))
            { Certificate = served }.With([$"{verdict.Endpoint} serves: {TrustFault.Describe(served)}"]);
    }
}
