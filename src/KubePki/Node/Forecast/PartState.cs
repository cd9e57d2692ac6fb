using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>How a part of a node fares at a moment.</summary>
/// <param name="Node">The node.</param>
/// <param name="Part">The part.</param>
internal sealed record PartState(ForecastNode Node, ForecastPart Part)
{
    /// <summary>The certificates that are to blame; none when it works, or for what only another part stops.</summary>
    public IReadOnlyList<KubeCertificate> Faults { get; init; } = [];

    /// <summary>The part that has stopped this one; null when its own certificates did, or none.</summary>
    public ForecastPart? DueTo { get; init; }

    /// <summary>The node of that part; null when it is no one node's.</summary>
    public ForecastNode? DueToNode { get; init; }

    /// <summary>Whether it works.</summary>
    public bool IsUp => Faults.Count == 0 && DueTo is null;
}
