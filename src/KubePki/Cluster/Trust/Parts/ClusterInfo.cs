using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The ConfigMap cluster-info, by which nodes join.</summary>
internal sealed class ClusterInfo : TrustPart
{
    private static readonly TrustRight ReadMap = new("get", "", "configmaps") { Name = "cluster-info" };

    public override string Name => "cluster-info";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("ClusterInfoWrong", FindingSeverity.Error, "cluster-info does not hold the CA that signed the API server's certificate."),
        Check("ClusterInfoServerNotCovered", FindingSeverity.Error,
            "The API server's certificate is not valid for the server in cluster-info."),
        Check("ClusterInfoUnsigned", FindingSeverity.Error, "cluster-info lacks the signature of a bootstrap token."),
        Check("ClusterInfoSignatureWrong", FindingSeverity.Error, "A signature in cluster-info does not match its kubeconfig."),
        Check("ClusterInfoSignatureStale", FindingSeverity.Warning, "cluster-info has signatures of tokens that are no longer valid."),
        Check("ClusterInfoMissing", FindingSeverity.Warning, "There are bootstrap tokens, but no cluster-info."),
        Check("ClusterInfoNoToken", FindingSeverity.Information, "No bootstrap token is valid for kubeadm join."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ReadMap, BootstrapTokenReader.ListSecrets, ServedTruthReader.Endpoints];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        if (!context.IsWanted("kube-public"))
            return;
        var data = await context.TryAsync(ReadMap, (api, stop) => api.ReadConfigMapAsync("kube-public", "cluster-info", stop), cancellation)
            .ConfigureAwait(false);
        var truth = await ServedTruthReader.ReadAsync(context, cancellation).ConfigureAwait(false);
        var tokens = await BootstrapTokenReader.ReadAsync(context, cancellation).ConfigureAwait(false);
        try
        {
            context.Report(new ClusterInfoFaults(truth, context.Now).Of(data, tokens));
        }
        finally
        {
            foreach (var token in tokens ?? [])
                token.Dispose();
        }
    }
}
