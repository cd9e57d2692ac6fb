using System.Net.Http;

namespace KubePki.Kubernetes;

/// <summary>
/// What carries requests of one call to an API server and reads what comes back. It decides as whom is asked, whether the server is the one
/// that is meant, what is asked again, and how long and how much an answer may be.
/// </summary>
public interface IApiTransport
{
    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">The path and query, from the root of the API: <c>/api/v1/nodes?limit=500</c>.</param>
    /// <param name="body">The body; empty for none.</param>
    /// <param name="mediaType">What the body is: <c>application/json</c>; null without a body.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <returns>An answer that is no error, its body not read yet. The caller disposes it.</returns>
    Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte> body, string? mediaType, CancellationToken cancellation);

    /// <summary>Reads the body of an answer that is one object.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellation">Stops it at once.</param>
    Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation);
}
