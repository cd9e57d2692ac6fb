using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>What was foretold of one or more nodes.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="AsOf">The moment from which it was foretold, UTC.</param>
/// <param name="Until">The end of the time that was looked at, UTC.</param>
/// <param name="Nodes">The nodes by their names, else by their roots.</param>
/// <param name="KnowsControlPlane">Whether a control plane was among them; without one it is taken to live.</param>
public sealed record ForecastResult(IReadOnlyList<KubePkiForecastEvent> Events, DateTimeOffset AsOf, DateTimeOffset Until,
    IReadOnlyList<string> Nodes, bool KnowsControlPlane)
{
    /// <summary>The first event that stops what matters, of those at one moment the one that most people notice; null for none.</summary>
    public KubePkiForecastEvent? FirstStop => Events
        .Where(item => item is { Change: ForecastChange.Stops, Severity: >= FindingSeverity.Error })
        .OrderBy(item => item.At).ThenBy(Prominence).FirstOrDefault();

    /// <summary>
    /// The last moment at which a cure is still calm, UTC: before the first of the certificates whose end stops something at the moment of
    /// <see cref="FirstStop"/>, for what it stops may have none of its own to blame. Null when nothing stops, or time does not end it.
    /// </summary>
    public DateTimeOffset? CalmUntil => FirstStop is not { } first ? null
        : Events.Where(item => item.Change == ForecastChange.Stops && item.At == first.At).Min(item => item.CalmUntil);

    /// <summary>
    /// The first event that stops the whole control plane of a cluster, where <see cref="FirstStop"/> is of one of several nodes; else
    /// null.
    /// </summary>
    public KubePkiForecastEvent? WholeStop => FirstStop is not { Severity: < FindingSeverity.Critical } first ? null
        : Events.Where(item => item is { Change: ForecastChange.Stops, Severity: FindingSeverity.Critical } && item.At >= first.At
            && IsControlPlane(item.Part)).OrderBy(item => item.At).ThenBy(item => item.Part == "etcd-peer" ? -1 : Prominence(item))
            .FirstOrDefault();

    private static bool IsControlPlane(string part) => part is "kube-apiserver" or "etcd" or "etcd-peer";

    private static int Prominence(KubePkiForecastEvent item) => item.Part switch
    {
        "kube-apiserver" => 0,
        "kubelet" => 1,
        "etcd" or "etcd-peer" => 2,
        "kube-controller-manager" => 3,
        "kube-scheduler" => 4,
        _ => 5,
    };
}
