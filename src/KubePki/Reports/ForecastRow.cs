using System.Globalization;
using KubePki.Model;
using KubePki.Node.Forecast;

namespace KubePki.Reports;

/// <summary>A row of a forecast's table: what happens in one minute in the same way, on however many nodes.</summary>
/// <param name="First">The event of the first node.</param>
/// <param name="Nodes">The nodes, counted and the first few named.</param>
/// <param name="IsAlike">Whether the same is said of all, word for word.</param>
/// <param name="Count">How many nodes there are.</param>
internal sealed record ForecastRow(KubePkiForecastEvent First, string Nodes, bool IsAlike, int Count)
{
    private const int MostNames = 3;

    /// <summary>The rows, in the order of the first event of each.</summary>
    /// <param name="events">The events, in order.</param>
    public static IEnumerable<ForecastRow> Of(IEnumerable<KubePkiForecastEvent> events) => events
        .GroupBy(item => (Minute: item.At.UtcTicks / TimeSpan.TicksPerMinute, item.Change, item.Part, item.Severity, Text: TextOf(item)))
        .Select(group => Of(group.ToList()));

    // What ends on each node by a file of its own ends in the same way, whatever the file is called.
    private static string TextOf(KubePkiForecastEvent item) => item.Change switch
    {
        // The check and the file: the values differ from node to node, and so do the dates in the names of kubelet's files.
        ForecastChange.Broken => item.Cause[..Math.Max(0, item.Cause.IndexOf(':', StringComparison.Ordinal))]
            + (item.Part == "kubelet" ? "" : item.NodePaths),
        ForecastChange.Misses when item.NodePaths.Count > 0 => item.Cause,
        ForecastChange.Renews => "",
        ForecastChange.Stops when item.NodePaths.Count > 0 => item.What + item.HealsBy + item.StopsNext,
        _ => item.What + item.Cause + item.HealsBy + item.StopsNext,
    };

    private static ForecastRow Of(List<KubePkiForecastEvent> events)
    {
        var names = events.DistinctBy(item => item.Root).Select(item => item.NodeName ?? item.Root).Order(NaturalOrder.Instance).ToList();
        var nodes = names.Count == 1 ? names[0]
            : names.Count <= MostNames ? string.Join(", ", names)
            : string.Create(CultureInfo.InvariantCulture, $"{names.Count} nodes: {ForecastNames.Of(names, MostNames)}");
        return new(events[0], nodes, events.TrueForAll(item => item.Cause == events[0].Cause && item.What == events[0].What), names.Count);
    }
}
