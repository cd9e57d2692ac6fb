using System.Text;
using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Trust.Published;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Serving;

/// <summary>The CAs by which a cluster's own servers are known.</summary>
internal static class ClusterRoots
{
    /// <summary>The right to read what pods trust.</summary>
    public static TrustRight ReadMap { get; } = new("get", "", "configmaps") { Name = RootCaSurvey.MapName, IsOptional = true };

    /// <summary>The CAs of the kubeconfig; none when those of the machine are meant.</summary>
    public static IReadOnlyList<KubeCertificate> OfKubeconfig(TrustContext context) => context.Client.ReadAuthorities() is { } bundle
        ? AuthorityFile.Parse(bundle, "kubeconfig", context.AsOf) : [];

    /// <summary>The CAs that pods trust; none where they may not be read.</summary>
    public static Task<IReadOnlyList<KubeCertificate>> OfPodsAsync(TrustContext context, CancellationToken cancellation) =>
        context.Shared.AskAsync("what pods trust", context, asker => AskAsync(asker, cancellation));

    private static async Task<IReadOnlyList<KubeCertificate>> AskAsync(TrustContext context, CancellationToken cancellation)
    {
        var map = await context.TryAsync(ReadMap, (api, stop) => api.ReadConfigMapAsync("kube-system", RootCaSurvey.MapName, stop),
            cancellation).ConfigureAwait(false);
        return map?.GetValueOrDefault("ca.crt") is { } text
            ? AuthorityFile.Parse(Encoding.UTF8.GetBytes(text), $"ConfigMap kube-system/{RootCaSurvey.MapName}", context.AsOf) : [];
    }
}
