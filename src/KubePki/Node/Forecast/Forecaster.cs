using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Reading;

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
    /// <param name="nodes">The snapshots, all of one moment.</param>
    /// <param name="days">How many days to look ahead, from 1 to <see cref="MostDays"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ForecastResult Run(IReadOnlyList<NodePki> nodes, int days = UsualDays, CancellationToken cancellation = default) =>
        Run(nodes, outlook: null, days, cancellation);

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
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        var asOf = nodes.Count == 0 ? outlook?.AsOf ?? DateTimeOffset.MinValue : nodes.Max(node => node.AsOf);
        var until = DateTimeOffset.MaxValue - asOf < TimeSpan.FromDays(days) ? DateTimeOffset.MaxValue : asOf.AddDays(days);
        // A node that was read twice has one vote in etcd.
        var roots = new RootSet();
        nodes = [.. nodes.Where(node => roots.Add(node.Root))];
        var read = nodes.Select(node => new ForecastNode(node)).ToList();
        var events = new List<KubePkiForecastEvent>();
        var knows = false;
        foreach (var group in ClusterMarks.Group(read, node => node.ClusterMarks))
        {
            var cluster = new ForecastCluster(group, outlook?.Obstacle);
            knows |= cluster.KnowsControlPlane;
            events.AddRange(new ForecastRun(cluster, asOf, until, MostMoments).Events(cancellation));
        }
        if (outlook is not null)
        {
            var known = nodes.SelectMany(node => node.Certificates).Select(certificate => certificate.Fingerprint)
                .ToHashSet(StringComparer.Ordinal);
            events.AddRange(new OutlookRun(outlook, asOf, until, known).Events());
            knows = true;
        }
        IEnumerable<string> names = nodes.Select(node => node.NodeName ?? node.Root);
        return new ForecastResult([.. events.OrderBy(item => item.At)], asOf, until,
            [.. outlook is null ? names : names.Append(outlook.Name)], knows);
    }

    /// <summary>Whether a finding is of a fault that lasts: what time brings is foretold by certificates.</summary>
    internal static bool Lasts(KubePkiFinding finding) => finding.SeverityLevel >= FindingSeverity.Error
        && finding.Certificate is null or { Status: CertificateStatus.Valid or CertificateStatus.Expiring }
        && CheckCatalogue.All.FirstOrDefault(check => check.Name == finding.Check)?.Category
            is not (null or "Validity" or "Kubelet" or "Clock" or "Files");
}
