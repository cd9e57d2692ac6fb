using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Forecasts as JSON.</summary>
public sealed partial class JsonObjects
{
    /// <summary>Writes an event of a forecast.</summary>
    /// <param name="item">The event.</param>
    public void Write(KubePkiForecastEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _writer.WriteStartObject();
        Property("at", item.At);
        Property("earliest", item.Earliest);
        Property("daysFromNow", item.DaysFromNow);
        Property("change", item.Change.ToString());
        Property("severity", item.Severity.ToString());
        Property("part", item.Part);
        Property("what", item.What);
        Property("cause", item.Cause);
        Property("stopsNext", item.StopsNext);
        Property("healsBy", item.HealsBy);
        Property("calmUntil", item.CalmUntil);
        Property("nodePaths", item.NodePaths);
        Property("nodeName", item.NodeName);
        Property("root", item.Root);
        Property("asOf", item.AsOf);
        _writer.WriteEndObject();
        Drain();
    }
}
