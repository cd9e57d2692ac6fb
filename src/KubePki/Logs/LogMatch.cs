using KubePki.Model;

namespace KubePki.Logs;

/// <summary>All lines that say the same of the same thing.</summary>
internal sealed class LogMatch(LogEntry entry, LogValues values, string component)
{
    public LogEntry Entry { get; } = entry;

    public LogValues Values { get; } = values;

    public string Component { get; } = component;

    /// <summary>Whether the line names who wrote it, or it is only the usual one.</summary>
    public bool IsWriterKnown { get; set; }

    public long Count { get; private set; }

    public LogTime? First { get; private set; }

    public LogTime? Last { get; private set; }

    /// <summary>File and line where it stands first.</summary>
    public string Source { get; set; } = "";

    /// <summary>That line.</summary>
    public string Line { get; set; } = "";

    /// <summary>Whether it stands for the rest, when there were more different values than are kept.</summary>
    public bool IsRest { get; init; }

    public void Add(LogTime? time)
    {
        Count++;
        if (time is null)
            return;
        // Times of two kinds cannot be compared; then the order of the lines tells.
        if (First is null || (First.IsUtc == time.IsUtc && time.Time < First.Time))
            First = time;
        if (Last is null || Last.IsUtc != time.IsUtc || time.Time >= Last.Time)
            Last = time;
    }
}
