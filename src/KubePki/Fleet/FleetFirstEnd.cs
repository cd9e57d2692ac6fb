using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>What of a cluster stops first, by the simulation of the time ahead.</summary>
internal static class FleetFirstEnd
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>The first event that stops something that people notice; null when nothing does within the usual time.</summary>
    /// <param name="cluster">The nodes of one cluster.</param>
    public static KubePkiFleetFinding? Find(IReadOnlyList<NodeSummary> cluster)
    {
        var forecast = Forecaster.FirstStops([.. cluster.Select(node => node.Forecast)]);
        if (forecast.FirstStop is not { } first)
            return null;
        var ending = Ending(cluster, forecast, first);
        return FleetFindings.Of("FleetFirstEnd", SeverityOf(first), first.Part, ending) with
        {
            Message = Sentence(cluster, ending, forecast, first),
            Proof = FleetFindings.Proof(forecast.Events.Select(item =>
                $"{Times.Date(item.At)} {item.NodeName ?? item.Root}: {item.What} ({item.Cause})").Distinct()),
            Why = first.StopsNext.Count == 0 ? $"{first.What}." : $"{first.What}. This takes down {first.StopsNext}.",
            Remedy = "Renew in time: kubepki renew, on each node. Kubelets renew their client certificates themselves where "
                + "rotateCertificates is on.",
            FirstAt = first.At,
        };
    }

    // All on which the same ends in the same minute, however many they are.
    private static IReadOnlyList<NodeSummary> Ending(
        IReadOnlyList<NodeSummary> cluster, ForecastResult forecast, KubePkiForecastEvent first)
    {
        var roots = forecast.Events.Where(item => item.Part == first.Part && Minute(item) == Minute(first)).Select(item => item.Root)
            .ToHashSet(StringComparer.Ordinal);
        return [.. cluster.Where(node => roots.Contains(node.Root)).OrderBy(node => node.Label, NaturalOrder.Instance)];
    }

    private static long Minute(KubePkiForecastEvent item) => item.At.UtcTicks / TimeSpan.TicksPerMinute;

    private static string Sentence(IReadOnlyList<NodeSummary> cluster, IReadOnlyList<NodeSummary> ending, ForecastResult forecast,
        KubePkiForecastEvent first)
    {
        var what = $"{ProgramTitles.InSentence(first.Part)} of {FleetFindings.Names(ending)}";
        if (first.At > first.AsOf)
            return $"First to stop in the cluster of {NameOf(cluster)}: {what}, on {Distance(first)}.";
        var next = forecast.Events.FirstOrDefault(item => item.At > item.AsOf);
        return $"Stopped already in the cluster of {NameOf(cluster)}: {what}, on {Times.Date(first.At)}."
            + (next is null ? "" : $" Next: {ProgramTitles.InSentence(next.Part)} of {next.NodeName ?? next.Root}, on {Distance(next)}.");
    }

    private static string Distance(KubePkiForecastEvent item) => $"{Times.Date(item.At)} (in {Times.Span(item.At - item.AsOf)})";

    private static string NameOf(IReadOnlyList<NodeSummary> cluster)
    {
        var control = cluster.Where(node => node.IsControlPlane).ToList();
        return FleetFindings.Names([.. (control.Count > 0 ? control : cluster).OrderBy(node => node.Label, NaturalOrder.Instance)]);
    }

    private static FindingSeverity SeverityOf(KubePkiForecastEvent first) => (first.At - first.AsOf) switch
    {
        var left when left <= TimeSpan.Zero => FindingSeverity.Critical,
        var left when left < Soon => FindingSeverity.Error,
        var left when left < Month => FindingSeverity.Warning,
        _ => FindingSeverity.Information,
    };
}
