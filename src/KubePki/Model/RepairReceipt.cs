namespace KubePki.Model;

/// <summary>What became of a step.</summary>
public sealed record RepairReceipt
{
    /// <summary>What was to be done: the step's title.</summary>
    public required string Step { get; init; }

    /// <summary>What it was done to, by name.</summary>
    public required string Target { get; init; }

    /// <summary>The name of the node that was changed; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The directory that stands for that node's <c>/</c>.</summary>
    public string Root { get; init; } = "/";

    /// <summary>A value of <see cref="RepairResult"/>.</summary>
    public required string Result { get; init; }

    /// <summary>What went wrong; null when it was done.</summary>
    public string? Message { get; init; }

    /// <summary>The files that were changed.</summary>
    public IReadOnlyList<PlannedChange> Changes { get; init; } = [];

    /// <summary>Where the old files lie, as a path of the machine that repaired; null when nothing was touched.</summary>
    public string? Backup { get; init; }

    /// <summary>The checks that found something before and find nothing now.</summary>
    public TextList Resolved { get; init; } = TextList.Empty;

    /// <summary>What must be restarted, with the commands.</summary>
    public TextList Restart { get; init; } = TextList.Empty;

    /// <summary>The moment of the repair, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The step and what became of it.</summary>
    public override string ToString() => Printable.Text($"{Step}: {Result}{(Message is null ? "" : $" ({Message})")}");
}
