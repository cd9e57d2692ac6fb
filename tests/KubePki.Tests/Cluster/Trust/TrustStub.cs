using KubePki.Cluster.Client;
using KubePki.Cluster.Trust;
using KubePki.Tests.Cluster.Client;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Trust;

/// <summary>An API server that has what a test puts there: objects by their path, all else is not found.</summary>
internal sealed class TrustStub : IAsyncDisposable
{
    private readonly Dictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private StubCluster _cluster = null!;

    public List<string> Asked { get; } = [];

    public StubCluster Cluster => _cluster;

    public static async Task<TrustStub> StartAsync()
    {
        var stub = new TrustStub();
        stub._cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        return stub;
    }

    /// <summary>Answers a path with JSON.</summary>
    public TrustStub Put(string path, string json, int code = 200) => Put(path, context => StubCluster.Json(context, json, code));

    /// <summary>Answers a path with a list.</summary>
    public TrustStub List(string path, string apiVersion, string kind, params string[] items) => Put(path,
        $$"""{"kind":"{{kind}}List","apiVersion":"{{apiVersion}}","metadata":{"resourceVersion":"1"},"items":["""
            + string.Join(',', items) + "]}");

    /// <summary>Refuses a path.</summary>
    public TrustStub Forbid(string path) => Put(path, context =>
        StubCluster.Status(context, 403, "Forbidden", $"User \\\"jane\\\" cannot read {context.Request.Path}"));

    /// <summary>Answers a path in any way.</summary>
    public TrustStub Put(string path, RequestDelegate answer)
    {
        _answers[path] = answer;
        return this;
    }

    /// <summary>Runs parts.</summary>
    public async Task<TrustReport> RunAsync(TrustOptions? options = null, params TrustPart[] parts)
    {
        using var client = _cluster.Client();
        return await TrustSession.RunAsync(client, options ?? Options(), parts.Length == 0 ? TrustCatalogue.Parts : parts,
            CancellationToken.None);
    }

    public static TrustOptions Options() => new() { AsOf = TestPki.AsOf, DialTimeout = TimeSpan.FromSeconds(2) };

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        lock (Asked)
            Asked.Add(context.Request.Path + context.Request.QueryString);
        return _answers.TryGetValue(context.Request.Path, out var answer) ? answer(context)
            : StubCluster.Status(context, 404, "NotFound", "the server could not find the requested resource");
    }
}
