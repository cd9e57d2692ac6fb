using KubePki.Model;
using KubePki.Node.Configuration;

namespace KubePki.Node.Forecast;

/// <summary>
/// Foretells what certificates will do to nodes if nobody does anything. It goes from one moment at which something may change to the
/// next, asks how every part fares then, and tells the differences.
/// </summary>
public static class Forecaster
{
    /// <summary>How far ahead is usual: more than the year that kubeadm's certificates live.</summary>
    public const int UsualDays = 400;

    /// <summary>The farthest that one can look ahead, in days.</summary>
    public const int MostDays = 36500;

    // Short-lived certificates of kubelets are renewed again and again.
    private const int MostMoments = 200_000;

    /// <summary>Foretells what happens to nodes; those that share a CA are of one cluster.</summary>
    /// <param name="nodes">The snapshots, all of one moment. They are taken one after the other, and none is kept.</param>
    /// <param name="days">How many days to look ahead, from 1 to <see cref="MostDays"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ForecastResult Run(IEnumerable<NodePki> nodes, int days = UsualDays, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var input = new ForecastInput();
        foreach (var node in nodes)
            input.Add(node, cancellation);
        return Run(input, days, cancellation);
    }

    /// <summary>Foretells what happens to nodes that were gathered before.</summary>
    /// <param name="nodes">What was kept of the nodes.</param>
    /// <param name="days">How many days to look ahead, from 1 to <see cref="MostDays"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ForecastResult Run(ForecastInput nodes, int days = UsualDays, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return Run(nodes.Nodes, outlook: null, new HashSet<string>(), days, cancellation);
    }

    /// <summary>Foretells what happens to a cluster, with what is known of it beside the files of nodes.</summary>
    /// <param name="nodes">The snapshots of its nodes, all of one moment; there may be none.</param>
    /// <param name="outlook">What else is known; null for nothing.</param>
    /// <param name="days">How many days to look ahead, from 1 to <see cref="MostDays"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ForecastResult Run(
        IReadOnlyList<NodePki> nodes, ForecastOutlook? outlook, int days = UsualDays, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var input = new ForecastInput();
        foreach (var node in nodes)
            input.Add(node, cancellation);
        var known = nodes.SelectMany(node => node.Certificates).Select(certificate => certificate.Fingerprint)
            .ToHashSet(StringComparer.Ordinal);
        return Run(input.Nodes, outlook, known, days, cancellation);
    }

    /// <summary>
    /// What stops something that people notice, cluster by cluster up to the first moment ahead at which anything does, in order.
    /// </summary>
    /// <param name="nodes">What was kept of the nodes.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static ForecastResult FirstStops(IReadOnlyList<ForecastNode> nodes, CancellationToken cancellation = default) =>
        Run(nodes, null, new HashSet<string>(), UsualDays, cancellation, isOnlyFirst: true);

    private static ForecastResult Run(IReadOnlyList<ForecastNode> nodes, ForecastOutlook? outlook, IReadOnlySet<string> known, int days,
        CancellationToken cancellation, bool isOnlyFirst = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        var asOf = nodes.Count == 0 ? outlook?.AsOf ?? DateTimeOffset.MinValue : nodes.Max(node => node.AsOf);
        var until = DateTimeOffset.MaxValue - asOf < TimeSpan.FromDays(days) ? DateTimeOffset.MaxValue : asOf.AddDays(days);
        nodes = [.. nodes.OrderBy(node => node.Label, NaturalOrder.Instance).Select(node => node.Fresh())];
        var events = new List<KubePkiForecastEvent>();
        var knows = false;
        foreach (var group in ClusterMarks.Group(nodes, node => node.ClusterMarks))
        {
            var cluster = new ForecastCluster(group, outlook?.Obstacle);
            knows |= cluster.KnowsControlPlane;
            events.AddRange(new ForecastRun(cluster, asOf, until, MostMoments) { IsOnlyFirst = isOnlyFirst }.Events(cancellation));
        }
        if (outlook is not null)
        {
            events.AddRange(new OutlookRun(outlook, asOf, until, known).Events());
            knows = true;
        }
        var names = nodes.Select(node => node.Label);
        return new ForecastResult([.. events.OrderBy(item => item.At)], asOf, until,
            [.. outlook is null ? names : names.Append(outlook.Name)], knows);
    }
}
