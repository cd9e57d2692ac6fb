namespace KubePki.Cluster.Trust.Requests;

/// <summary>A request that has no certificate.</summary>
/// <param name="Name">Its name.</param>
/// <param name="For">For whom it is, else who asked.</param>
/// <param name="Since">Since when it is so, UTC.</param>
/// <param name="Reason">The reason that was given; empty without one.</param>
internal sealed record WaitingRequest(string Name, string For, DateTimeOffset Since, string Reason);
