namespace KubePki.Changes.Transactions;

/// <summary>A step with what it is to bring: what the journal must not know, and what was left open.</summary>
/// <param name="Step">The step.</param>
/// <param name="Change">The change of the plan.</param>
internal sealed record PlannedStep(JournalStep Step, PendingChange Change)
{
    public required int Mode { get; init; }

    public required uint UserId { get; init; }

    public required uint GroupId { get; init; }
}
