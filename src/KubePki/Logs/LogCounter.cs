using KubePki.Model;

namespace KubePki.Logs;

/// <summary>Counts lines by what they say. However many lines come, it keeps a bounded number of different ones.</summary>
internal sealed class LogCounter
{
    /// <summary>How many different values of one entry are kept apart; the rest is counted together.</summary>
    public const int MostOfOneEntry = 1000;

    private const int LongestLine = 1000;

    private readonly Dictionary<(LogEntry Entry, string Key), LogMatch> _matches = [];
    private readonly Dictionary<LogEntry, int> _kept = [];
    private readonly LogInterpreter _interpreter;

    private readonly DateTimeOffset _asOf;

    public LogCounter(DateTimeOffset asOf)
    {
        _asOf = asOf;
        _interpreter = new LogInterpreter(IsFull);
    }

    public IReadOnlyCollection<LogMatch> Sightings => _matches.Values;

    /// <summary>Counts a line, if it is of any entry.</summary>
    /// <param name="line">The line.</param>
    /// <param name="source">The file that it stands in.</param>
    /// <param name="number">Gives its number.</param>
    /// <returns>Whether it is of an entry.</returns>
    public bool Add(LogLine line, string source, Func<long> number)
    {
        var readings = _interpreter.Read(line.Text);
        foreach (var (entry, values) in readings)
            Count(entry, values, line, source, number);
        if (readings.Count > 0 && readings[0].Values is { } first && SkewWitness.Find(line, first, _asOf) is { } skew)
            Count(SkewWitness.Entry, skew, line, source, number);
        return readings.Count > 0;
    }

    private bool IsFull(LogEntry entry) => _kept.GetValueOrDefault(entry) >= MostOfOneEntry;

    // Without values it is one of the rest.
    private void Count(LogEntry entry, LogValues? values, LogLine line, string source, Func<long> number)
    {
        // Most lines of a log that names ever new servers: nothing of them is kept but their time.
        if (values is null && _matches.TryGetValue((entry, ""), out var rest))
        {
            rest.Add(line.TimeAsOf(_asOf, null));
            return;
        }
        var writer = LogComponents.Name(line, source);
        var component = writer ?? (entry.Components.Count > 0 ? entry.Components[0] : "");
        var key = (entry, values is null ? "" : values.Key + "\n\n" + component);
        if (!_matches.TryGetValue(key, out var match))
        {
            var isRest = IsFull(entry);
            if (isRest)
                key = (entry, "");
            if (!isRest || !_matches.TryGetValue(key, out match))
                _matches[key] = match = Begin(entry, isRest ? new LogValues() : values!, component, isRest, line, source, number);
            match.IsWriterKnown = writer is not null;
        }
        match.Add(line.TimeAsOf(_asOf, values));
    }

    private LogMatch Begin(LogEntry entry, LogValues values, string component, bool isRest, LogLine line, string source, Func<long> number)
    {
        _kept[entry] = _kept.GetValueOrDefault(entry) + 1;
        var text = Secrets.Mask(Printable.Text(line.Raw));
        return new LogMatch(entry, values, component)
        {
            IsRest = isRest,
            Source = FormattableString.Invariant($"{source}:{number()}"),
            Line = text.Length > LongestLine ? text[..LongestLine] + "…" : text,
        };
    }
}
