namespace KubePki.Model;

/// <summary>What log lines say is wrong: all lines that say the same of the same thing are one finding.</summary>
public sealed record KubePkiLogFinding : KubePkiFinding
{
    /// <summary>How many lines say it.</summary>
    public long Count { get; init; }

    /// <summary>The earliest time that such a line bears; null when none bears any.</summary>
    public LogTime? FirstSeen { get; init; }

    /// <summary>The latest time that such a line bears; null when none bears any.</summary>
    public LogTime? LastSeen { get; init; }

    /// <summary>The component that says it, from the lines, else the one that usually does; empty when nothing tells.</summary>
    public required string Component { get; init; }

    /// <summary>The file and line where it stands first, <c>kubelet.log:12</c>.</summary>
    public required string Source { get; init; }

    /// <summary>That line, fit for a terminal, with secrets masked.</summary>
    public required string Line { get; init; }

    /// <summary>What the lines name, each as <c>name=value</c>: addresses, instants, serial numbers, paths.</summary>
    public TextList Values { get; init; } = TextList.Empty;

    /// <summary>Whether it is a matter of PKI; false for what only looks like one, such as a refused connection.</summary>
    public bool IsPki { get; init; }

    /// <summary>Whether it is a cause, or what a cause leads to.</summary>
    public LogStanding Standing { get; init; }

    /// <summary>Whether a file of the node proves it: then path, certificate, proof and remedy are that file's.</summary>
    public bool IsProved { get; init; }

    /// <summary>One line for a person: severity, entry, how often, message.</summary>
    public override string ToString() => Printable.Text(FormattableString.Invariant($"{Severity} {Check} ({Count}): {Message}"));
}
