using KubePki.Node.Snapshots;

namespace KubePki.Cluster.Hosts;

/// <summary>What came of asking one node for its snapshot.</summary>
/// <param name="Host">The host as it was named.</param>
/// <param name="Archive">The archive; null when there is none.</param>
/// <param name="Problem">Why there is none, in words; null when there is one.</param>
public sealed record HostSnapshot(string Host, byte[]? Archive, string? Problem)
{
    /// <summary>What the archive is called: after the host, without its user.</summary>
    public string FileName => NodeSnapshot.FileNameOf(Host[(Host.LastIndexOf('@') + 1)..]);
}
