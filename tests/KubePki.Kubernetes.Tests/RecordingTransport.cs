using System.Net;
using System.Text;

namespace KubePki.Kubernetes.Tests;

/// <summary>Answers each request with the same text and keeps what was asked.</summary>
internal sealed class RecordingTransport(string answer) : IApiTransport
{
    public HttpMethod? Method { get; private set; }

    public string? PathAndQuery { get; private set; }

    public string? Body { get; private set; }

    public string? MediaType { get; private set; }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte> body, string? mediaType, CancellationToken cancellation)
    {
        (Method, PathAndQuery, Body, MediaType) = (method, pathAndQuery, Encoding.UTF8.GetString(body.Span), mediaType);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        await answer.Content.ReadAsByteArrayAsync(cancellation);
}
