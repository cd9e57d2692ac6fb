using System.Globalization;
using KubePki.Model;
using KubePki.Node.Forecast;
using KubePki.Node.Layout;

namespace KubePki.Reports;

/// <summary>A forecast for people: what stops first and when, the last calm day, and all that happens.</summary>
public static class ForecastReport
{
    /// <summary>The headline, and a table of the events.</summary>
    /// <param name="forecast">The forecast.</param>
    public static ReportText Write(ForecastResult forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        var table = new TextTable("AT", "DAYS", "NODE", "CHANGE", "WHAT", "WHY");
        foreach (var row in ForecastRow.Of(forecast.Events))
        {
            var item = row.First;
            table.Add(Times.Rfc3339(item.At), item.DaysFromNow.ToString(CultureInfo.InvariantCulture), row.Nodes,
                item.Change.ToString(), Sentence(item), Why(item) + (row.IsAlike ? "" : " (the others likewise)"));
        }
        var text = string.Concat(Headline(forecast).Append("").Select(line => Printable.Text(line) + "\n"));
        return forecast.Events.Count == 0 ? text : text + ReportText.Of(table);
    }

    /// <summary>What it comes down to: what stops first, and until when a cure is calm.</summary>
    /// <param name="forecast">The forecast.</param>
    public static IReadOnlyList<string> Headline(ForecastResult forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        var lines = new List<string> { First(forecast) };
        if (forecast.WholeStop is { } whole)
        {
            lines.Add($"The cluster goes on without it until {Times.Date(whole.At)} "
                + $"({Days(whole.DaysFromNow)}): {whole.What}.");
        }
        var broken = ForecastRow.Of(forecast.Events.Where(item => item.Change == ForecastChange.Broken)).ToList();
        if (broken is [var worst, ..])
        {
            lines.Add($"Broken already{(worst.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" on {worst.Count} nodes"))}: "
                + $"{worst.First.What}{(broken.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture,
                    $" ({broken.Count - 1} more)"))}");
        }
        if (!forecast.KnowsControlPlane && forecast.Nodes.Count > 0)
            lines.Add("No control plane was read: it is assumed to work.");
        lines.Add("Tokens of service accounts do not depend on certificates and are not affected.");
        return lines;
    }

    /// <summary>What happens, and what that stops next.</summary>
    /// <param name="item">The event.</param>
    public static string Sentence(KubePkiForecastEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.StopsNext.Count == 0 ? item.What : $"{item.What}. This takes down {item.StopsNext}";
    }

    /// <summary>Why, and when it recovers, or what heals it.</summary>
    /// <param name="item">The event.</param>
    public static string Why(KubePkiForecastEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.HealsBy is null)
            return item.Cause;
        // Without a file of its own to blame it waits for another part.
        return item is { Change: ForecastChange.Stops, NodePaths.Count: 0 } ? $"{item.Cause}. It recovers when {item.HealsBy} works again"
            : $"{item.Cause}. Healed by {item.HealsBy}";
    }

    private const int MostNames = 3;

    private static string First(ForecastResult forecast)
    {
        if (forecast.FirstStop is not { } stop)
        {
            var days = (int)(forecast.Until - forecast.AsOf).TotalDays;
            return string.Create(CultureInfo.InvariantCulture, $"Nothing stops within {days} days, until {Times.Date(forecast.Until)}.");
        }
        var names = forecast.Events.Where(item => item.Change == stop.Change && item.Part == stop.Part && item.At == stop.At)
            .DistinctBy(item => item.Root).Select(item => item.NodeName ?? item.Root).ToList();
        var subject = ProgramTitles.AtStart(stop.Part)
            + (forecast.Nodes.Count > 1 ? $" of {ForecastNames.Of(names, MostNames)}" : "");
        if (stop.At < forecast.AsOf)
            return $"{subject} has been down since {Times.Date(stop.At)}: {Why(stop)}.";
        if (stop.At == forecast.AsOf)
            return $"{subject} is down: {Why(stop)}.";
        var rest = forecast.CalmUntil is not { } calm ? "."
            : calm < forecast.AsOf ? $"; the last calm day was {Times.Date(calm)}: renew now."
            : $"; the last calm day to renew is {Times.Date(calm)}.";
        return string.Create(CultureInfo.InvariantCulture,
            $"{subject} stops on {Times.Date(stop.At)} ({Days(stop.DaysFromNow)}){rest}");
    }

    private static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");
}
