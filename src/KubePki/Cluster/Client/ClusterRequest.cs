using System.Net.Http;

namespace KubePki.Cluster.Client;

/// <summary>A request to an API server, without what says who asks.</summary>
/// <param name="Method">The method.</param>
/// <param name="PathAndQuery">The path and query below the server's URL.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="MediaType">What the body is; null without one.</param>
internal sealed record ClusterRequest(HttpMethod Method, string PathAndQuery, ReadOnlyMemory<byte> Body, string? MediaType)
{
    /// <summary>The subprotocol of the web socket that the connection shall become; null for an ordinary request.</summary>
    public string? Subprotocol { get; init; }
}
