using KubePki.Model;

namespace KubePki.Logs;

/// <summary>Counts lines by what they say. However many lines come, it keeps a bounded number of different ones.</summary>
internal sealed class LogCounter(DateTimeOffset asOf)
{
    /// <summary>How many different values of one entry are kept apart; the rest is counted together.</summary>
    public const int MostOfOneEntry = 1000;

    private const int LongestLine = 1000;

    // How many texts are remembered: what is repeated ten thousand times is understood once.
    private const int MostTexts = 4096;

    private readonly Dictionary<(LogEntry Entry, string Key), LogMatch> _matches = [];
    private readonly Dictionary<LogEntry, int> _kept = [];
    private readonly Dictionary<string, (LogEntry? Entry, LogValues? Values)> _texts = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LogMatch> Sightings => _matches.Values;

    /// <summary>Counts a line, if it is of any entry.</summary>
    /// <param name="line">The line.</param>
    /// <param name="source">The file that it stands in.</param>
    /// <param name="number">Gives its number.</param>
    /// <returns>Whether it is of an entry.</returns>
    public bool Add(LogLine line, string source, Func<long> number)
    {
        var (entry, values) = Understand(line.Text);
        if (entry is null)
            return false;
        Count(entry, values, line, source, number);
        if (values is not null && SkewWitness.Find(line, values, asOf) is { } skew)
            Count(SkewWitness.Entry, skew, line, source, number);
        return true;
    }

    private (LogEntry? Entry, LogValues? Values) Understand(string text)
    {
        if (_texts.TryGetValue(text, out var known))
            return known;
        foreach (var entry in LogCatalogue.Entries)
        {
            // Of an entry that is full, another line is only counted: what it names need not be found out.
            if (IsFull(entry) && entry.Fits(text))
                return (entry, null);
            if (entry.Match(text) is not { } values)
                continue;
            LogEndpoint.AddTo(values, text);
            return Remember(text, (entry, values));
        }
        return Remember(text, default);
    }

    private (LogEntry?, LogValues?) Remember(string text, (LogEntry?, LogValues?) understood)
    {
        if (_texts.Count >= MostTexts)
            _texts.Clear();
        if (text.Length <= LongestLine)
            _texts[text] = understood;
        return understood;
    }

    private bool IsFull(LogEntry entry) => _kept.GetValueOrDefault(entry) >= MostOfOneEntry;

    // Without values it is one of the rest.
    private void Count(LogEntry entry, LogValues? values, LogLine line, string source, Func<long> number)
    {
        var component = LogComponents.Name(line, source) ?? (entry.Components.Count > 0 ? entry.Components[0] : "");
        var key = (entry, values is null ? "" : values.Key + "\n\n" + component);
        if (!_matches.TryGetValue(key, out var match))
        {
            var isRest = IsFull(entry);
            if (isRest)
                key = (entry, "");
            if (!isRest || !_matches.TryGetValue(key, out match))
                _matches[key] = match = Begin(entry, isRest ? new LogValues() : values!, component, isRest, line, source, number);
        }
        match.Add(line.Times.Count > 0 ? line.Times[^1].Resolve(asOf) : null);
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
