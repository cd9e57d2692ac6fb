namespace KubePki.Model;

/// <summary>
/// What would be done to fix a node, step by step, CAs before leaves before kubeconfigs before kubelet. Nothing has been changed.
/// </summary>
public sealed record RepairPlan
{
    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The name of the node; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<RepairStep> Steps { get; init; } = [];

    /// <summary>What is left as it is, with the reasons.</summary>
    public IReadOnlyList<RepairNote> LeftAlone { get; init; } = [];

    /// <summary>The errors that were found and about which nothing can be done here, where there is no step at all.</summary>
    public TextList Uncured { get; init; } = TextList.Empty;

    /// <summary>The old backups that go once the steps are done, by name.</summary>
    public TextList BackupsToRemove { get; init; } = TextList.Empty;

    /// <summary>The moment that is taken for now, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The number of steps.</summary>
    public override string ToString() => Steps.Count == 0 ? "nothing to do" : $"{Steps.Count} steps";
}
