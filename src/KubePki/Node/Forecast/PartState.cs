namespace KubePki.Node.Forecast;

/// <summary>How a part of a node fares at a moment.</summary>
/// <param name="Node">The node.</param>
/// <param name="Part">The part.</param>
internal sealed record PartState(ForecastNode Node, ForecastPart Part)
{
    /// <summary>The certificates that are to blame; none when it works, or for what only another part stops.</summary>
    public IReadOnlyList<ForecastLife> Faults { get; init; } = [];

    /// <summary>The part that has stopped this one; null when its own certificates did, or none.</summary>
    public ForecastPart? DueTo { get; init; }

    /// <summary>The node of that part, the last of several; null when it is no one node's.</summary>
    public ForecastNode? DueToNode { get; init; }

    /// <summary>Whether that part has stopped on several nodes, and any of them would do.</summary>
    public bool IsDueToAll { get; init; }

    /// <summary>Since when that part has stopped.</summary>
    public DateTimeOffset? DueSince { get; init; }

    /// <summary>How the members of etcd stand; null for what is not theirs to decide.</summary>
    public ForecastQuorum? Quorum { get; init; }

    /// <summary>Whether it is refused with what it has, and time does not change that: told as a fault that lasts.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether it should have got its next certificate already, and may still.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>Whether it works.</summary>
    public bool IsUp => Faults.Count == 0 && DueTo is null && !IsRefused;

    /// <summary>Since when it does not.</summary>
    public DateTimeOffset Since => Faults.Count > 0 && (DueSince is null || Own < DueSince) ? Own : DueSince ?? DateTimeOffset.MinValue;

    // What is not valid yet never was.
    private DateTimeOffset Own => Faults.Min(fault => fault.NotAfter);
}
