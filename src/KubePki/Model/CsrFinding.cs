namespace KubePki.Model;

/// <summary>What one rule says of a request.</summary>
public sealed record CsrFinding
{
    /// <summary>The rule's name; stable, for scripts.</summary>
    public required string Rule { get; init; }

    /// <summary>Whether the request keeps it.</summary>
    public CsrRuleResult Result { get; init; }

    /// <summary>What this rule alone would come to: Approve for all but a failure, which denies or defers.</summary>
    public CsrAnswer Answer { get; init; } = CsrAnswer.Approve;

    /// <summary>What was seen, in plain words.</summary>
    public required string Evidence { get; init; }

    /// <summary>Where it was seen: <c>spec.request</c>, <c>spec.groups</c>, the node, the inventory.</summary>
    public required string Source { get; init; }

    /// <summary>Rule, result and evidence in one line.</summary>
    public override string ToString() => Printable.Text($"{Rule}: {Result}: {Evidence}");
}
