using KubePki.Cluster.Trust.Published;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The ConfigMap kubeadm-config.</summary>
internal sealed class KubeadmConfig : TrustPart
{
    private static readonly TrustRight ReadMap = new("get", "", "configmaps") { Name = "kubeadm-config" };
    private static readonly TrustRight ListNodes = new("list", "", "nodes") { IsOptional = true };

    public override string Name => "kubeadm-config";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("KubeadmConfigBroken", FindingSeverity.Warning, "kubeadm-config cannot be read as kubeadm wrote it."),
        Check("KubeadmConfigNameNotServed", FindingSeverity.Warning, "The API server's certificate lacks a name of kubeadm-config."),
        Check("KubeadmConfigNameMissing", FindingSeverity.Information, "kubeadm-config lacks a name of the API server's certificate."),
        Check("KubeadmConfigPeriod", FindingSeverity.Information, "kubeadm-config sets the lifetime of certificates."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ReadMap, ListNodes, ServedTruthReader.Endpoints];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        if (!context.IsWanted("kube-system") || await context.TryAsync(ReadMap,
            (api, stop) => api.ReadConfigMapAsync("kube-system", "kubeadm-config", stop), cancellation).ConfigureAwait(false)
                is not { } data)
            return;
        var truth = await ServedTruthReader.ReadAsync(context, cancellation).ConfigureAwait(false);
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var address in await ServedTruthReader.FindAsync(context, cancellation).ConfigureAwait(false))
            known.Add(address.Host);
        await foreach (var node in context.ListAsync(ListNodes, api => api.Nodes, (ClusterNode node) => node, cancellation: cancellation)
            .ConfigureAwait(false))
            known.UnionWith(node.Addresses.Prepend(node.Name));
        context.Report(new KubeadmConfigFaults(truth, context.AsOf).Of(data, known));
    }
}
