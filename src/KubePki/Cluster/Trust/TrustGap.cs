using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>Something of a cluster that could not be looked at. The rest was.</summary>
public sealed record TrustGap
{
    /// <summary>Why: a value of <see cref="Client.ClusterProblemId"/>; stable, for scripts.</summary>
    public required string Id { get; init; }

    /// <summary>What was looked at: <c>secrets</c>, <c>webhooks</c>.</summary>
    public required string Part { get; init; }

    /// <summary>What could not be looked at, and why, in the server's words.</summary>
    public required string Message { get; init; }

    /// <summary>The right that lacks; null when it is not about rights.</summary>
    public TrustRight? Right { get; init; }

    /// <summary>Lines for a person: of a right that several parts need, one.</summary>
    /// <param name="gaps">The gaps.</param>
    public static IEnumerable<string> Lines(IEnumerable<TrustGap> gaps) => gaps.GroupBy(gap => gap.Right ?? (object)gap)
        .Select(same => Printable.Text($"{string.Join(", ", same.Select(gap => gap.Part).Distinct())}: {same.First().Message}"));

    /// <summary>One line for a person.</summary>
    public override string ToString() => Printable.Text($"{Part}: {Message}");
}
