using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubePki.Cluster.Serving;

/// <summary>
/// Serves metrics over HTTP: <c>GET</c> and <c>HEAD</c> of <c>/metrics</c> and <c>/healthz</c>, one request a connection, and nothing else.
/// Whatever clients do, it holds a bounded number of connections for a bounded time.
/// </summary>
public sealed class MetricServer : IDisposable
{
    private const string MetricsPath = "/metrics", HealthPath = "/healthz";

    private const int MostConnections = 512;

    private readonly Func<CancellationToken, byte[]> _metrics;
    private readonly MetricServerOptions _options;
    private readonly SemaphoreSlim _slots = new(MostConnections);
    private readonly SemaphoreSlim _reading = new(1);
    private byte[]? _cached;
    private long _cachedAt;

    /// <param name="metrics">Makes the metrics; one call at a time, and none within the options' time of the last one.</param>
    /// <param name="options">How it serves.</param>
    public MetricServer(Func<CancellationToken, byte[]> metrics, MetricServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(options);
        _metrics = metrics;
        _options = options;
    }

    /// <summary>Serves until it is stopped; what is being answered then is answered.</summary>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="listening">Is told where it listens: port 0 means any that is free.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public async Task ServeAsync(IPEndPoint endpoint, Action<IPEndPoint> listening, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(listening);
        using var listener = new TcpListener(endpoint);
        listener.Start(MostConnections);
        listening((IPEndPoint)listener.LocalEndpoint);
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stop).ConfigureAwait(false);
                _ = AnswerAsync(await AcceptAsync(listener, stop).ConfigureAwait(false), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            listener.Stop();
            await DrainAsync().ConfigureAwait(false);
        }
    }

    // A connection that is gone before it is accepted is no reason to end.
    private async Task<Socket> AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await listener.AcceptSocketAsync(stop).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                await Task.Delay(_options.Pause, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(_options.Grace);
        try
        {
            while (_slots.CurrentCount < MostConnections - 1)
                await Task.Delay(_options.Pause, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Who is as slow as that is cut off.
        }
    }

    private async Task AnswerAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            using (socket)
            {
                // Who asks for metrics asks at once; who holds a connection without asking has it for a moment.
                using var limit = new CancellationTokenSource(_options.Patience / 5);
                var request = await HttpRequestHead.ReadAsync(socket, limit.Token).ConfigureAwait(false);
                if (request is null)
                    return;
                var (status, type, body) = await RespondAsync(request, stop).ConfigureAwait(false);
                // Making metrics takes its time, which is not the client's.
                using var sending = new CancellationTokenSource(_options.Patience);
                await SendAsync(socket, request, status, type, body, sending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is the client's loss.
        }
        finally
        {
            Release(_slots);
        }
    }

    /// <summary>Lets go of what it holds; it must not be serving.</summary>
    public void Dispose()
    {
        _slots.Dispose();
        _reading.Dispose();
    }

    // Who was cut off at the end comes back to a server that is gone.
    private static void Release(SemaphoreSlim held)
    {
        try
        {
            held.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits for it any more.
        }
    }

    private async Task<(string Status, string Type, byte[] Body)> RespondAsync(HttpRequestHead request, CancellationToken stop)
    {
        const string Plain = "text/plain; charset=utf-8";
        if (request.Fault is { } fault)
            return (fault, Plain, Line(fault));
        if (request.Method is not ("GET" or "HEAD"))
            return ("405 Method Not Allowed", Plain, Line("Only GET and HEAD are allowed."));
        if (request.Path == HealthPath)
            return ("200 OK", Plain, Line("ok"));
        if (request.Path != MetricsPath)
            return ("404 Not Found", Plain, Line($"See {MetricsPath} and {HealthPath}."));
        try
        {
            return ("200 OK", _options.MediaType, await MetricsAsync(stop).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _options.Failed?.Invoke(e);
            return ("500 Internal Server Error", Plain, Line("The metrics could not be made; see the log."));
        }
    }

    private async Task<byte[]> MetricsAsync(CancellationToken stop)
    {
        await _reading.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_cached is null || Environment.TickCount64 - _cachedAt >= _options.CacheFor.TotalMilliseconds)
            {
                _cached = await Task.Run(() => _metrics(stop), stop).ConfigureAwait(false);
                _cachedAt = Environment.TickCount64;
            }
            return _cached;
        }
        finally
        {
            Release(_reading);
        }
    }

    private static async Task SendAsync(
        Socket socket, HttpRequestHead request, string status, string type, byte[] body, CancellationToken limit)
    {
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n"
            + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
            + (status.StartsWith("405", StringComparison.Ordinal) ? "Allow: GET, HEAD\r\n" : "") + "\r\n");
        await SendAllAsync(socket, request.Method == "HEAD" ? head : [.. head, .. body], limit).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
        // What is still unread would reset the connection, and the answer with it.
        var rest = new byte[1024];
        for (var count = 0; count < 64 && await socket.ReceiveAsync(rest, limit).ConfigureAwait(false) > 0; count++)
            continue;
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> data, CancellationToken limit)
    {
        while (!data.IsEmpty)
            data = data[await socket.SendAsync(data, limit).ConfigureAwait(false)..];
    }

    private static byte[] Line(string text) => Encoding.ASCII.GetBytes(text + "\n");
}
