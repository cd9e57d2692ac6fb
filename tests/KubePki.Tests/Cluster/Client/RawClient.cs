using System.Text;
using System.Text.Json;
using KubePki.Cluster.Client;

namespace KubePki.Tests.Cluster.Client;

/// <summary>The transport without the models: for what tests make and spoil in a cluster.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly ClusterTransport _transport;

    public RawClient(ClusterOptions options) =>
        _transport = new ClusterTransport(
            KubeconfigAccess.Of(MergedKubeconfig.Read(options.Kubeconfigs, options.MustExist, CancellationToken.None), null), options);

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<JsonElement> CreateAsync(string path, string json, string mediaType = "application/json") =>
        SendAsync(HttpMethod.Post, path, json, mediaType);

    public Task<JsonElement> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public void Dispose() => _transport.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json, string mediaType = "application/json")
    {
        using var call = _transport.Call(CancellationToken.None);
        using var answer = await call.SendAsync(method, path, Encoding.UTF8.GetBytes(json ?? ""),
            json is null ? null : mediaType, CancellationToken.None);
        using var document = JsonDocument.Parse(await call.ReadAsync(answer, CancellationToken.None));
        return document.RootElement.Clone();
    }
}
