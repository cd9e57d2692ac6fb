using System.Text.RegularExpressions;

namespace KubePki.Logs;

/// <summary>Finds what a line says: the entries of the catalogue that it is of, each with its values.</summary>
/// <param name="isFull">Whether of an entry enough different values are known.</param>
internal sealed class LogInterpreter(Func<LogEntry, bool> isFull)
{
    private const int LongestText = 1000;

    // How many texts are remembered: what is repeated ten thousand times is understood once.
    private const int MostTexts = 4096;

    private readonly Dictionary<string, IReadOnlyList<Reading>> _texts = new(StringComparer.Ordinal);

    /// <summary>An entry that a line is of.</summary>
    /// <param name="Entry">The entry.</param>
    /// <param name="Values">Its values; null where they were not looked for.</param>
    public readonly record struct Reading(LogEntry Entry, LogValues? Values);

    /// <summary>What a line says; nothing when it is of no entry.</summary>
    public IReadOnlyList<Reading> Read(string text)
    {
        if (_texts.TryGetValue(text, out var known))
            return known;
        var readings = Interpret(text);
        if (_texts.Count >= MostTexts)
            _texts.Clear();
        if (text.Length <= LongestText && !readings.Any(reading => reading.Values is null))
            _texts[text] = readings;
        return readings;
    }

    private List<Reading> Interpret(string text)
    {
        var readings = new List<Reading>(1);
        foreach (var entry in LogCatalogue.Entries)
        {
            // A line is of the first entry that fits it. What lists reasons is of one of each family.
            if (readings.Count > 0 && (entry.Family is null || readings.Exists(other => other.Entry.Family == entry.Family)))
                continue;
            // Of an entry that is full, another line is only counted: what it names need not be found out.
            if (isFull(entry) && (!entry.IsOfAnyServer || isFull(LogPlaces.Other)))
            {
                if (entry.Fits(text))
                    readings.Add(new(entry, null));
            }
            else
            {
                Add(readings, entry, text, isFull(entry));
            }
            if (readings.Count > 0 && readings[0].Entry.Family is null)
                break;
        }
        return readings;
    }

    private static void Add(List<Reading> readings, LogEntry entry, string text, bool isOnlyCounted)
    {
        foreach (var match in entry.Matches(text, isFirstEnough: isOnlyCounted))
        {
            var server = LogEndpoint.ServerIn(text, match.Index + match.Length);
            var place = entry.IsOfAnyServer ? LogPlaces.Elsewhere(text, server) : null;
            // Of any server, it may be one of elsewhere; if not, it is only counted, too.
            if (isOnlyCounted && place is null)
            {
                readings.Add(new(entry, null));
                return;
            }
            var values = LogValues.From(match);
            if (place is not null)
                values.Add("reason", Reason(match));
            LogEndpoint.AddTo(values, server, text);
            if (!readings.Exists(other => other.Values?.Key == values.Key))
                readings.Add(new(place ?? entry, values));
            // It was said once, in whatever words.
            if (place is not null)
                return;
        }
    }

    private static string Reason(Match match)
    {
        var text = match.Value.StartsWith("x509: ", StringComparison.Ordinal) ? match.Value[6..] : match.Value;
        // Some patterns end before the bracket does.
        return text.Contains('(', StringComparison.Ordinal) && !text.Contains(')', StringComparison.Ordinal) ? text + ")" : text;
    }
}
