using KubePki.Model;

namespace KubePki.Cluster.Probing;

/// <summary>The endpoints that a kubeconfig leads to.</summary>
public static class KubeconfigTargets
{
    /// <summary>The server of each cluster, to be known by the CAs of that cluster; a server that is no URL is left out.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    public static IReadOnlyList<ProbeTarget> Of(Kubeconfig kubeconfig)
    {
        ArgumentNullException.ThrowIfNull(kubeconfig);
        var targets = new List<ProbeTarget>();
        foreach (var cluster in kubeconfig.Clusters)
        {
            if (ProbeTarget.TryParse(cluster.Server, out var target))
            {
                targets.Add(target with
                {
                    ServerName = cluster.TlsServerName,
                    Component = "kube-apiserver",
                    Authorities = cluster.Authorities.Count > 0 ? cluster.Authorities : null,
                    Origin = kubeconfig.Path,
                });
            }
        }
        return [.. targets.DistinctBy(target => target.Endpoint)];
    }
}
