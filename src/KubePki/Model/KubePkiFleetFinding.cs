namespace KubePki.Model;

/// <summary>Something that is wrong on several nodes in the same way, or that only several nodes together show.</summary>
public sealed record KubePkiFleetFinding
{
    /// <summary>
    /// What was found: a check of single nodes, or one of many, such as <c>FleetAuthorityMismatch</c>; stable, for scripts.
    /// </summary>
    public required string Check { get; init; }

    /// <summary>
    /// How much it matters, as a text: <c>Critical</c>. To PowerShell it is <see cref="SeverityLevel"/>, and compares so.
    /// </summary>
    public string Severity => SeverityLevel.ToString();

    /// <summary>How much it matters, from 0 (Information) to 3 (Critical).</summary>
    public required FindingSeverity SeverityLevel { get; init; }

    /// <summary>What it speaks of, by name: <c>apiserver</c>, <c>sa</c>, <c>kubelet</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// The names of the nodes, in order; of a node without a name the last part of its root. Where several nodes have one name, each has
    /// its root behind it.
    /// </summary>
    public TextList Nodes { get; init; } = TextList.Empty;

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => Nodes.Count;

    /// <summary>The roots or archives from which these nodes were read, in the same order.</summary>
    public TextList Roots { get; init; } = TextList.Empty;

    /// <summary>The facts that were compared, each with its node.</summary>
    public TextList Proof { get; init; } = TextList.Empty;

    /// <summary>What stops working because of it, and when.</summary>
    public required string Why { get; init; }

    /// <summary>What to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>When the first of these nodes is hit, UTC; null where it is now, or no date is known.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>What it and others of the same nodes come from, in one sentence; null when it stands alone.</summary>
    internal string? Cause { get; init; }

    /// <summary>The moment that it speaks of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString() => Printable.Text($"{Severity} {Check} {Target} ({Nodes.Count} nodes): {Message}");
}
