using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace KubePki.Cluster.Client;

/// <summary>
/// Sends requests: with the credential of the moment, within the time allowed, again where that is safe. Safe is to ask again what was not
/// taken (429, 401 with a credential that can be renewed), what never left (no connection), and reading when the server says that it is too
/// busy (503).
/// </summary>
internal sealed class ClusterTransport : IDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly ClusterAccess _access;
    private readonly ClusterOptions _options;
    private readonly ServerCheck _check;
    private readonly ClusterCredential _credential;
    private readonly object _lock = new();
    private ClusterConnection? _connection;
    private int _generation = -1;

    /// <exception cref="ClusterException">The CA bundle or the credential cannot be used.</exception>
    public ClusterTransport(ClusterAccess access, ClusterOptions options)
    {
        _access = access;
        _options = options;
        _check = new ServerCheck(access, options);
        _credential = new ClusterCredential(access, options);
        if (access.Server.Scheme == "http" && (access.User.HasToken || access.User.Exec is not null || options.Token is not null))
            throw new ClusterException(ClusterProblemId.BadKubeconfig, $"{access.Server}: a token is not sent without TLS");
    }

    /// <summary>Begins a call, which has the time that the options allow.</summary>
    public ClusterCall Call(CancellationToken cancellation) => new(this, Deadline(_options.Timeout, cancellation));

    /// <summary>A deadline of another length.</summary>
    public Deadline Deadline(TimeSpan timeout, CancellationToken cancellation) =>
        new(timeout, _options.Clock, _access.Server, cancellation);

    /// <summary>The answer to a request, its body not read yet. The caller disposes it.</summary>
    /// <exception cref="ClusterException">There is none, or it is an error.</exception>
    public async Task<HttpResponseMessage> SendAsync(ClusterRequest request, Deadline deadline)
    {
        var isRefreshed = false;
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage answer;
            try
            {
                answer = await SendOnceAsync(request, deadline).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (ClusterErrors.IsUnconnected(e) && attempt < Attempts - 2)
            {
                await WaitAsync(TimeSpan.FromMilliseconds(250 * attempt), deadline).ConfigureAwait(false);
                continue;
            }
            catch (HttpRequestException e)
            {
                throw ClusterErrors.From(_access.Server, e);
            }
            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.SwitchingProtocols)
                return answer;
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.Unauthorized && _credential.CanRefresh && !isRefreshed)
                {
                    isRefreshed = true;
                    _credential.Forget();
                    continue;
                }
                if (attempt < Attempts && WaitBefore(answer, request.Method, attempt) is { } wait && wait <= LongestWait
                    && wait < deadline.Left)
                {
                    _options.Trace(FormattableString.Invariant($"{(int)answer.StatusCode}: retrying in {wait.TotalSeconds:0.#} s"));
                    await WaitAsync(wait, deadline).ConfigureAwait(false);
                    continue;
                }
                throw await ErrorAsync(answer, request, deadline).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _credential.Dispose();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(ClusterRequest asked, Deadline deadline)
    {
        deadline.IsAnswering = false;
        // A plugin has a time of its own, so that it is blamed and not the server; it takes from the call's.
        var token = await _credential.PrepareAsync(deadline.Caller).ConfigureAwait(false);
        deadline.Check();
        using var request = new HttpRequestMessage(asked.Method, Address(asked.PathAndQuery));
        Accept(request, asked);
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        // The server is to be greeted by the name by which it is checked; .NET takes that name from here.
        if (_access.TlsServerName is { } name)
            request.Headers.Host = name;
        if (token is not null
            && (token.Any(char.IsControl) || !request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}")))
            throw new ClusterException(ClusterProblemId.NoCredential, "the token contains invalid characters");
        _access.User.As?.AddTo(request.Headers);
        if (asked.MediaType is { } mediaType)
        {
            request.Content = new ReadOnlyMemoryContent(asked.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }
        _options.Trace($"{asked.Method} {request.RequestUri}");
        var answer = await deadline.Run(stop => Connection().SendAsync(request, stop)).ConfigureAwait(false);
        deadline.IsAnswering = true;
        return answer;
    }

    private static void Accept(HttpRequestMessage request, ClusterRequest asked)
    {
        // A web socket has no media type: kubelet, to whom the API server passes the request on, answers 406 to whoever wants one.
        if (asked.Subprotocol is { } subprotocol)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
            WebSocketTunnel.Ask(request, subprotocol);
            return;
        }
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        // Key sets are served as this and as nothing else (RFC 7517, 8.5.2).
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/jwk-set+json"));
    }

    // A server may live below a path: https://host/k8s/clusters/c-1.
    private Uri Address(string pathAndQuery) => new(_access.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + pathAndQuery);

    private ClusterConnection Connection()
    {
        lock (_lock)
        {
            if (_connection is not null && _generation == _credential.Generation)
                return _connection;
            // The old connection may have an answer on its way: the collector ends it, not we.
            _generation = _credential.Generation;
            return _connection = new ClusterConnection(_access, _check, _credential.Identity(), _options.Timeout);
        }
    }

    private TimeSpan? WaitBefore(HttpResponseMessage answer, HttpMethod method, int attempt)
    {
        var told = answer.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - _options.Clock.GetUtcNow()) : null;
        var wait = told is { } time ? (time < TimeSpan.Zero ? TimeSpan.Zero : time) : TimeSpan.FromMilliseconds(500 * attempt);
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => wait,
            HttpStatusCode.ServiceUnavailable when method == HttpMethod.Get => wait,
            _ => null,
        };
    }

    private Task<bool> WaitAsync(TimeSpan wait, Deadline deadline) => deadline.Run(async stop =>
    {
        await Task.Delay(wait, _options.Clock, stop).ConfigureAwait(false);
        return true;
    });

    private async Task<ClusterException> ErrorAsync(HttpResponseMessage answer, ClusterRequest request, Deadline deadline)
    {
        var body = await ClusterErrors.BodyAsync(answer, deadline).ConfigureAwait(false);
        return ClusterErrors.From($"{request.Method} {Address(request.PathAndQuery)}", answer.StatusCode, body);
    }
}
