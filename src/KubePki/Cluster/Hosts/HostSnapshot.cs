using System.Globalization;
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

    /// <summary>What an answer is worth: a snapshot of bounded size, and nothing else.</summary>
    /// <param name="host">The host as it was named.</param>
    /// <param name="answer">What it has answered.</param>
    public static HostSnapshot Of(string host, byte[] answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var problem = answer.Length > SnapshotCollector.MaxArchive ? "the answer is larger than any snapshot"
            : !NodeSnapshot.IsOne(answer) ? "the answer is not a snapshot" : null;
        return new HostSnapshot(host, problem is null ? answer : null, problem);
    }

    /// <summary>That a host took too long.</summary>
    /// <param name="host">The host as it was named.</param>
    /// <param name="timeout">How long it had.</param>
    public static HostSnapshot Late(string host, TimeSpan timeout) => new(host, null,
        string.Create(CultureInfo.InvariantCulture, $"there was no snapshot within {timeout.TotalSeconds:0} s"));
}
