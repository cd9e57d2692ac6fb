using System.Net.Http;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Client;

/// <summary>
/// Asks an API server. The server's certificate is judged as Go's TLS client does, its name included; errors are <see
/// cref="ClusterException"/>s with the server's own words; nothing is asked twice that might have been done. All methods may be called from
/// several threads.
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
            options.Warn($"{access.Server}: insecure-skip-tls-verify: the server's identity is not verified");
        return new ClusterClient(access, options);
    }

    /// <summary>The time, UTC.</summary>
    internal DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>The name by which the server is checked.</summary>
    internal string CheckedName => _access.CheckedName;

    /// <summary>Whether the server itself is connected to, and neither a proxy nor a gateway that has it below a path.</summary>
    internal bool IsDirect => _access.Proxy is null && _access.Server.AbsolutePath.Trim('/').Length == 0;

    /// <summary>The CA bundle of the kubeconfig: PEM; null when the machine's own is meant.</summary>
    internal byte[]? ReadAuthorities() => _access.ReadAuthorities();

    /// <summary>Lets somebody read what the bearer token says of itself; null without one.</summary>
    internal T? OfToken<T>(Func<string, T?> read)
        where T : class => _access.User.TokenFile is null && _access.User.Token is { Length: > 0 } token ? read(token) : null;

    /// <summary>Asks whether one may do something.</summary>
    /// <param name="review">What.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    internal Task<AccessVerdict> CanAsync(AccessReview review, CancellationToken cancellation = default) =>
        CallAsync((api, stop) => api.ReviewAsync(review, stop), cancellation);

    /// <summary>Asks for one object, or changes one; a change is not sent again when it may have been taken.</summary>
    /// <param name="ask">What.</param>
    /// <param name="cancellation">Stops it at once; whether a change was done is not known then.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    internal async Task<T> CallAsync<T>(Func<KubernetesApi, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var call = _transport.Call(cancellation);
        try
        {
            return await ask(call.Api, call.Deadline.Token).ConfigureAwait(false);
        }
        catch (ApiFormatException e)
        {
            throw new ClusterException(ClusterProblemId.BadAnswer, $"{Server}: the response is not from an API server: {e.Message}", e);
        }
    }

    /// <summary>Lists a collection while it comes in, page by page: in memory is the object at hand.</summary>
    /// <param name="select">The collection.</param>
    /// <param name="read">Makes of each object what is wanted; null passes it over.</param>
    /// <param name="query">What of the collection; null for all.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, it is an error, or it is cut off.</exception>
    internal IAsyncEnumerable<TOut> ListAsync<T, TOut>(
        Func<KubernetesApi, ApiResource<T>> select, Func<T, TOut?> read, ListQuery? query = null, CancellationToken cancellation = default)
        where T : ApiObject
        where TOut : class =>
        new ListPager<T>(_transport, select, query ?? new ListQuery()).ReadAsync(
            read,
            gap => _options.Warn($"{gap.Message}; the list continues with the current state, so it may be inconsistent"),
            cancellation);

    /// <summary>
    /// Watches a collection until it is cancelled. It begins with <see cref="ClusterChangeKind.Restarted"/> and all that there is; broken
    /// connections are opened again, and after a gap it starts over.
    /// </summary>
    /// <param name="select">The collection.</param>
    /// <param name="query">What of it; null for all.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The first list fails, or an answer is none of an API server.</exception>
    internal IAsyncEnumerable<ClusterChange<T>> WatchAsync<T>(
        Func<KubernetesApi, ApiResource<T>> select, ListQuery? query = null, CancellationToken cancellation = default)
        where T : ApiObject =>
        new Watcher<T>(_transport, select, query ?? new ListQuery(), _options).ReadAsync(cancellation);

    /// <summary>
    /// Opens a tunnel to a port of a pod, through the API server. It is closed by whoever has it, and has no deadline of its own.
    /// </summary>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    internal async Task<WebSocketTunnel> ForwardAsync(string @namespace, string pod, int port, CancellationToken cancellation)
    {
        using var call = _transport.Call(cancellation);
        var path = $"/api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/pods/{Uri.EscapeDataString(pod)}/portforward?ports={port}";
        var request = new ClusterRequest(HttpMethod.Get, path, default, null) { Subprotocol = WebSocketTunnel.Subprotocol };
        return await WebSocketTunnel.OpenAsync(await _transport.SendAsync(request, call.Deadline).ConfigureAwait(false), call.Deadline)
            .ConfigureAwait(false);
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
            throw new ClusterException(ClusterProblemId.BadKubeconfig, options.Kubeconfigs.Count == 0
                ? "no kubeconfig was found"
                : $"{string.Join(", ", options.Kubeconfigs)}: the kubeconfigs are empty")
            {
                RecommendedAction = "Specify a kubeconfig, for example /etc/kubernetes/admin.conf.",
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
}
