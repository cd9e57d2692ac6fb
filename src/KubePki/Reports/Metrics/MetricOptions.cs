using KubePki.Model;

namespace KubePki.Reports.Metrics;

/// <summary>What is written as metrics.</summary>
public sealed record MetricOptions
{
    /// <summary>The version of this tool.</summary>
    public required string Version { get; init; }

    /// <summary>The moment that is told as that of the run, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The backups of a root; null where nobody asks for them.</summary>
    public Func<string, IReadOnlyList<PkiBackup>>? Backups { get; init; }

    /// <summary>Whether a node could not be looked for, so that the run has failed.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>Whether the seconds to the end and since the beginning are written, which are old as soon as the file is.</summary>
    public bool IsRelative { get; init; }
}
