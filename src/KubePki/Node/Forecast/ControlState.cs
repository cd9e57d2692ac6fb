namespace KubePki.Node.Forecast;

/// <summary>How the control plane of a cluster fares at a moment.</summary>
/// <param name="States">Its parts on each of its nodes.</param>
/// <param name="Api">The API server that stopped last, when none works; else null.</param>
/// <param name="Obstacle">Why no request of a kubelet is signed; null when it is.</param>
/// <param name="HasQuorum">Whether etcd has its quorum.</param>
internal sealed record ControlState(IReadOnlyList<PartState> States, PartState? Api, string? Obstacle, bool HasQuorum);
