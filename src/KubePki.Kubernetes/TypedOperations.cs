using System.Net.Http;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>
/// The generated operations of KubernetesClient over a transport that is given. They make paths and queries and say which model belongs to
/// which; nothing of the library's own transport, kubeconfig or JSON is used, and
/// docs/adr/0002-kubernetesclient-over-our-own-transport.md says why.
/// </summary>
internal sealed class TypedOperations(IApiTransport transport) : AbstractKubernetes
{
    private const string Json = "application/json";

    /// <summary>The transport has deadlines of its own.</summary>
    public override TimeSpan HttpClientTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Reads one object as a model of ours, of which the library's operation would read all.</summary>
    public async Task<T> ReadAsync<T>(string path, CancellationToken cancellation)
        where T : SlimModel
    {
        using var answer = await transport.SendAsync(HttpMethod.Get, "/" + path, default, null, cancellation).ConfigureAwait(false);
        return ApiJson.Read<T>((await transport.ReadAsync(answer, cancellation).ConfigureAwait(false)).Span);
    }

    protected override Task<HttpResponseMessage> SendRequest<T>(
        string relativeUri,
        HttpMethod method,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders,
        T body,
        CancellationToken cancellationToken)
    {
        var (octets, mediaType) = body switch
        {
            null => ([], null),
            V1Patch { Content: byte[] content } patch => (content, GetHeader(patch).MediaType),
            _ => (ApiJson.Write(body), Json),
        };
        return transport.SendAsync(method, "/" + relativeUri, octets, mediaType, cancellationToken);
    }

    /// <summary>What comes in pieces, a list or a watch, is left for the caller to read.</summary>
    protected override async Task<HttpOperationResponse<T>> CreateResultAsync<T>(
        HttpRequestMessage httpRequest, HttpResponseMessage httpResponse, bool? watch, CancellationToken cancellationToken)
    {
        var result = new HttpOperationResponse<T> { Request = httpRequest, Response = httpResponse };
        if (result is HttpOperationResponse<string> text)
            text.Body = Encoding.UTF8.GetString((await transport.ReadAsync(httpResponse, cancellationToken).ConfigureAwait(false)).Span);
        else if (watch is not true && !typeof(T).IsAssignableTo(typeof(IKubernetesObject<V1ListMeta>)))
            result.Body = ApiJson.Read<T>((await transport.ReadAsync(httpResponse, cancellationToken).ConfigureAwait(false)).Span);
        return result;
    }
}
