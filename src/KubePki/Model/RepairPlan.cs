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

    /// <summary>The same errors as findings, where the plan was made here.</summary>
    internal IReadOnlyList<KubePkiFinding> UncuredFindings { get; private init; } = [];

    /// <summary>Whether only a part of the node was asked about, and the errors are those of the rest.</summary>
    internal bool IsOfPart { get; init; }

    /// <summary>The files that were asked about and with which nothing is wrong; empty when no files were named.</summary>
    internal TextList Fine { get; init; } = TextList.Empty;

    /// <summary>The directory of the node to which the old files are saved; null where the plan was not made here.</summary>
    public string? BackupDirectory { get; init; }

    /// <summary>The moment that is taken for now, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The same plan, which does nothing about these errors.</summary>
    internal RepairPlan WithUncured(IReadOnlyList<KubePkiFinding> errors) =>
        this with { Uncured = TextList.From(errors.Select(error => error.ToString())), UncuredFindings = errors };

    /// <summary>The number of steps.</summary>
    public override string ToString() => Steps.Count == 0 ? "nothing to do" : $"{Steps.Count} steps";
}
