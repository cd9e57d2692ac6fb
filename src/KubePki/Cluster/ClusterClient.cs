using System.Net.Http;
using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>
/// Asks an API server. The server's certificate is judged as Go's TLS client does, its name included; errors are <see cref="ClusterException"/>s with
/// the server's own words; nothing is asked twice that might have been done. All methods may be called from several threads.
/// </summary>
public sealed class ClusterClient : IDisposable
{
    private readonly ClusterTransport _transport;
    private readonly ClusterOptions _options;
    private readonly ClusterAccess _access;

    private ClusterClient(ClusterAccess access, ClusterOptions options)
    {
        _access = access;
        _options = options;
        _transport = new ClusterTransport(access, options);
    }

    /// <summary>The URL of the API server.</summary>
    public Uri Server => _access.Server;

    /// <summary>The context that led to it; <c>in-cluster</c> for a pod's service account.</summary>
    public string Context => _access.Context;

    /// <summary>The name of the user entry.</summary>
    public string User => _access.User.Name;

    /// <summary>The namespace meant when none is given; null when nothing says.</summary>
    public string? Namespace => _access.Namespace;

    /// <summary>Finds out which cluster is meant. It does not connect yet.</summary>
    /// <param name="options">Which, and as whom.</param>
    /// <param name="cancellation">Stops the reading of files.</param>
    /// <exception cref="ClusterException">Kubeconfigs or credentials cannot be used.</exception>
    public static ClusterClient Open(ClusterOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var access = Find(options, cancellation);
        if (options.Token is not null || options.TokenFile is not null)
            access = WithToken(access, options.TokenFile);
        if (access.IsInsecure)
            options.Warn($"{access.Server}: insecure-skip-tls-verify: nobody knows whether this is the server that is meant");
        return new ClusterClient(access, options);
    }

    /// <summary>Gets one object.</summary>
    /// <param name="path">The path, <c>/api/v1/nodes/n1</c>.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation = default) => ObjectAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Creates an object. It is not sent again when it may have been taken.</summary>
    /// <param name="path">The path of the collection.</param>
    /// <param name="json">The object.</param>
    /// <param name="cancellation">Stops it at once; whether it was done is not known then.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public Task<JsonElement> CreateAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellation = default) =>
        ObjectAsync(HttpMethod.Post, path, json.ToArray(), cancellation);

    /// <summary>Replaces an object, or a part of it. It is not sent again when it may have been taken.</summary>
    /// <param name="path">The path of the object, or of its subresource.</param>
    /// <param name="json">The object; with its resourceVersion, a change by another is a conflict (409).</param>
    /// <param name="cancellation">Stops it at once; whether it was done is not known then.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public Task<JsonElement> PutAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellation = default) =>
        ObjectAsync(HttpMethod.Put, path, json.ToArray(), cancellation);

    /// <summary>Lists a collection while it comes in, page by page: in memory is the object at hand.</summary>
    /// <param name="path">The path of the collection.</param>
    /// <param name="query">What of it; null for all.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, it is an error, or it is cut off.</exception>
    public IAsyncEnumerable<JsonElement> ListAsync(string path, ListQuery? query = null, CancellationToken cancellation = default) =>
        new ListPager(_transport, path, query ?? new ListQuery())
            .ReadAsync(gap => _options.Warn($"{gap.Message}; the list goes on at the present state, so that its parts may be of different times"), cancellation);

    /// <summary>
    /// Watches a collection until it is cancelled. It begins with <see cref="ClusterChangeKind.Restarted"/> and all that there is; broken connections are made anew,
    /// and after a gap it begins anew.
    /// </summary>
    /// <param name="path">The path of the collection.</param>
    /// <param name="query">What of it; null for all.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The first list fails, or an answer is none of an API server.</exception>
    public IAsyncEnumerable<ClusterChange> WatchAsync(string path, ListQuery? query = null, CancellationToken cancellation = default) =>
        new Watcher(_transport, path, query ?? new ListQuery(), _options).ReadAsync(cancellation);

    /// <summary>Asks whether one may do something.</summary>
    /// <param name="question">What.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public async Task<AccessAnswer> CanAsync(AccessQuestion question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var answer = await CreateAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", AccessReview.Write(question), cancellation).ConfigureAwait(false);
        return Read(answer, AccessReview.Read);
    }

    /// <summary>Asks which release the API server is.</summary>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public async Task<ClusterVersion> GetVersionAsync(CancellationToken cancellation = default)
    {
        var answer = await GetAsync("/version", cancellation).ConfigureAwait(false);
        return Read(answer, json => new ClusterVersion(json.GetProperty("gitVersion").GetString()!, json.TryGetProperty("goVersion", out var go) ? go.GetString() : null));
    }

    /// <summary>Closes the connections and wipes the key.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary>Server, context and user.</summary>
    public override string ToString() => $"{User} at {Server} ({Context})";

    private static ClusterAccess Find(ClusterOptions options, CancellationToken cancellation)
    {
        var merged = MergedKubeconfig.Read(options.Kubeconfigs, options.MustExist, cancellation);
        if (merged.IsEmpty && options is { Context: null, ServiceAccount: { Exists: true } account })
            return account.Access();
        if (merged.IsEmpty)
        {
            throw new ClusterException(ClusterProblemId.BadKubeconfig, options.Kubeconfigs.Count == 0 ? "there is no kubeconfig" : $"{string.Join(", ", options.Kubeconfigs)}: no kubeconfig says anything")
            {
                RecommendedAction = "Name a kubeconfig, for example /etc/kubernetes/admin.conf.",
            };
        }
        return KubeconfigAccess.Of(merged, options.Context);
    }

    private static ClusterAccess WithToken(ClusterAccess access, string? tokenFile) => new()
    {
        Context = access.Context,
        Server = access.Server,
        TlsServerName = access.TlsServerName,
        IsInsecure = access.IsInsecure,
        Proxy = access.Proxy,
        AuthorityData = access.AuthorityData,
        AuthorityFile = access.AuthorityFile,
        Namespace = access.Namespace,
        User = access.User.WithToken(null, tokenFile),
    };

    private async Task<JsonElement> ObjectAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var answer = await _transport.SendAsync(method, path, body, cancellation).ConfigureAwait(false);
        using var deadline = _transport.Deadline(cancellation);
        var request = $"{method} {path}";
        var octets = await BoundedBody.ReadAsync(answer, request, deadline).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = 128 });
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new JsonException("it is not an object");
        }
        catch (JsonException e)
        {
            throw new ClusterException(ClusterProblemId.BadAnswer, $"{request}: the answer is not JSON of an API server: {e.Message}", e);
        }
    }

    private static T Read<T>(JsonElement answer, Func<JsonElement, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new ClusterException(ClusterProblemId.BadAnswer, "the answer has not the shape that the API promises", e);
        }
    }
}
