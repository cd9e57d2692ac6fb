using KubePki.Cluster.Client;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Forecast;

namespace KubePki.Cluster.Trust;

/// <summary>Foretells what certificates will do to a cluster: what can be seen of it through its API, and the nodes that were
/// read.</summary>
public static class ClusterForecast
{
    /// <summary>Looks at the cluster, and foretells.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">How it is looked at.</param>
    /// <param name="nodes">Snapshots of its nodes; there may be none.</param>
    /// <param name="days">How many days to look ahead.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <returns>What was foretold, and what was seen, with what could not be.</returns>
    /// <exception cref="ClusterException">The cluster cannot be asked at all.</exception>
    public static async Task<(ForecastResult Forecast, TrustReport Report)> RunAsync(ClusterClient client, TrustOptions options,
        IReadOnlyList<NodePki> nodes, int days, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(nodes);
        // A worker has nothing to compare.
        options = options with { Node = options.Node ?? nodes.FirstOrDefault(node => SpecBuilder.Build(node).IsControlPlane) };
        var report = await TrustSession.RunAsync(client, options, cancellation).ConfigureAwait(false);
        return (Forecaster.Run(nodes, report.Outlook, days, cancellation), report);
    }
}
