namespace KubePki.Node.Forecast;

/// <summary>How the control plane of a cluster fares at a moment.</summary>
/// <param name="States">Its parts on each of its nodes.</param>
/// <param name="Api">An API server that has stopped, when none works; else null.</param>
/// <param name="Obstacle">Why no request of a kubelet is signed; null when it is.</param>
internal sealed record ControlState(IReadOnlyList<PartState> States, PartState? Api, string? Obstacle);
