namespace KubePki.Model;

/// <summary>
/// The smallest fix that leaves a node consistent: a certificate with its key, a kubeconfig with its credential, a link.
/// </summary>
public sealed record RepairStep
{
    /// <summary>What is done, in a few words: <c>renew apiserver</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What it is done to, by name.</summary>
    public required string Target { get; init; }

    /// <summary>Why: the finding's message, or what the user asked for.</summary>
    public required string Reason { get; init; }

    /// <summary>The checks whose findings about this target it fixes.</summary>
    public TextList Cures { get; init; } = TextList.Empty;

    /// <summary>The changes, in the order in which they are made.</summary>
    public IReadOnlyList<PlannedChange> Changes { get; init; } = [];

    /// <summary>Until when that is valid which it issues; null where it issues nothing.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Popular commands that would have done nothing here, with the reason.</summary>
    public TextList WouldNotHelp { get; init; } = TextList.Empty;

    /// <summary>What must be restarted afterwards, and what reads the change by itself.</summary>
    public TextList Restart { get; init; } = TextList.Empty;

    /// <summary>What is done.</summary>
    public override string ToString() => Printable.Text(Title);
}
