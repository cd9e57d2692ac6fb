using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Probing;
using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Requests;
using KubePki.Cluster.Trust.Serving;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>What each kubelet serves.</summary>
internal sealed class KubeletCertificates : TrustPart
{
    private const int UsualPort = 10250;

    private static readonly TrustRight ListNodes = new("list", "", "nodes");

    public override string Name => "kubelets";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
        [.. KubeletSurvey.Texts.Select(text => Check(text.Check, text.Severity, text.Summary))];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ListNodes, ClusterRoots.ReadMap,
        RequestReader.List with { IsOptional = true }];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        if (!context.Options.MayDial)
            return;
        var survey = new KubeletSurvey(context.AsOf, context.Options.ExpiresWithin);
        var targets = new List<(string Node, ProbeTarget Target)>();
        IReadOnlyList<KubeCertificate> roots = [.. ClusterRoots.OfKubeconfig(context),
            .. await ClusterRoots.OfPodsAsync(context, cancellation).ConfigureAwait(false)];
        await foreach (var node in context.ListAsync(ListNodes, api => api.Nodes, (ClusterNode node) => node, cancellation: cancellation)
            .ConfigureAwait(false))
        {
            context.Count("nodes");
            // As the API server prefers: an address that is one, else a name.
            if ((node.Addresses.FirstOrDefault(address => Addresses.Parse(address) is not null)
                ?? (node.Addresses is [var first, ..] ? first : null))
                is not { } host)
                survey.Add(node.Name, null);
            else if (OwnAddress.Objection(host, context.Client.Server) is { } reason)
                survey.Add(node.Name, null, $"{host}: {reason}");
            else
                targets.Add((node.Name, new ProbeTarget(host, node.KubeletPort is > 0 and < 65536 and { } port ? port : UsualPort)
                {
                    Component = "kubelet",
                    Role = PkiRoles.KubeletServer,
                    Authorities = roots,
                }));
        }
        if (targets.Count > 0)
            await ProbeAsync(context, survey, targets, cancellation).ConfigureAwait(false);
        context.Report(survey.Faults());
    }

    private static async Task ProbeAsync(
        TrustContext context, KubeletSurvey survey, List<(string Node, ProbeTarget Target)> targets, CancellationToken cancellation)
    {
        var requests = new RequestSurvey(context.AsOf);
        await RequestReader.ReadAsync(context, requests, cancellation).ConfigureAwait(false);
        survey.Waiting = requests.WaitingServing;
        var options = new ProbeOptions
        {
            AsOf = context.AsOf, Timeout = context.Options.DialTimeout, Throttle = context.Options.Throttle, Go = context.Options.Go,
            OnlyShakes = true,
            GivesUp = true,
        };
        var place = 0;
        await foreach (var verdict in Prober.ProbeAsync(targets.Select(target => target.Target), options,
            cancellation).ConfigureAwait(false))
        {
            var node = targets[place++].Node;
            survey.Add(node, verdict);
            if (verdict.Certificate is { } served)
                context.Foresee(TrustEnds.OfKubelet(served, node, verdict.State == EndpointState.SelfSigned));
        }
    }
}
