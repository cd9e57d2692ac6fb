using System.Net.Http;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Client;

/// <summary>One call to an API server: an object that is asked for or changed, or a list with all its pages, within one deadline.</summary>
internal sealed class ClusterCall(ClusterTransport transport, Deadline deadline) : IApiTransport, IDisposable
{
    /// <summary>The time that the call has.</summary>
    public Deadline Deadline => deadline;

    /// <summary>The API, as far as this call goes.</summary>
    public KubernetesApi Api => new(this);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte> body, string? mediaType, CancellationToken cancellation) =>
        transport.SendAsync(new ClusterRequest(method, pathAndQuery, body, mediaType), deadline);

    public Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        BoundedBody.ReadAsync(answer, deadline);

    public void Dispose() => deadline.Dispose();
}
