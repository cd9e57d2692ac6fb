using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KubePki.Cluster.Serving;

namespace KubePki.Tests.Cluster.Serving;

/// <summary>The server of metrics and its worst clients, on loopback.</summary>
public sealed class MetricServerTests
{
    private static readonly byte[] Metrics = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a_metric 1\n", 1000)));

    [Fact]
    public async Task A_scrape_gets_the_metrics_and_a_second_one_those_of_the_first()
    {
        await using var served = await Served.StartAsync();
        using var client = new HttpClient();
        var answer = await client.GetAsync(new Uri($"http://{served.At}/metrics?x=1"));
        Assert.Equal(("text/plain; version=0.0.4; charset=utf-8", Metrics.Length),
            (answer.Content.Headers.ContentType!.ToString(), (await answer.Content.ReadAsByteArrayAsync()).Length));
        await client.GetStringAsync(new Uri($"http://{served.At}/metrics"));
        Assert.Equal(1, served.Made);
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri($"http://{served.At}/healthz")));
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri($"http://{served.At}/metrics")));
        Assert.Equal(Metrics.Length, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost : a\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\nHost: a\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: \u0000\r\n\r\n", "400")]
    [InlineData("GET  /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("get /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("GET http://other/metrics HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("GET /metrics HTTP/2.0\r\nHost: a\r\n\r\n", "505")]
    [InlineData("PRI * HTTP/2.0\r\n\r\n", "400")]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "405")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "413")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "413")]
    [InlineData("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", "404")]
    [InlineData("GET /metrics/ HTTP/1.1\r\nHost: a\r\n\r\n", "404")]
    [InlineData("GET /metrics HTTP/1.0\r\n\r\n", "200")]
    [InlineData("\u0016\u0003\u0001\u0002\r\n\r\n", "400")]
    public async Task Requests_are_read_strictly(string request, string status)
    {
        await using var served = await Served.StartAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", await served.AskAsync(Encoding.Latin1.GetBytes(request)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_without_end_is_refused()
    {
        await using var served = await Served.StartAsync();
        var answer = await served.AskAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: a\r\nX: " + new string('a', 100_000)));
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_and_silent_clients_only_lose_their_own_connection()
    {
        await using var served = await Served.StartAsync();
        // More than it holds: silent ones, ones that stop in the middle, and ones that do not take the answer.
        var clients = Enumerable.Range(0, 100).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            for (var i = 0; i < clients.Count; i++)
            {
                await clients[i].ConnectAsync(served.At);
                if (i % 3 == 1)
                    await clients[i].SendAsync("GET /metr"u8.ToArray());
                if (i % 3 == 2)
                    await clients[i].SendAsync("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            }
            var watch = Stopwatch.StartNew();
            Assert.StartsWith("HTTP/1.1 200 ", await served.AskAsync("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray()),
                StringComparison.Ordinal);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), watch.Elapsed.ToString());
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Metrics_that_cannot_be_made_are_told_and_tried_again()
    {
        await using var served = await Served.StartAsync(fails: true);
        var request = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();
        var answer = await served.AskAsync(request);
        Assert.StartsWith("HTTP/1.1 500 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 500 ", await served.AskAsync(request), StringComparison.Ordinal);
        Assert.Equal((2, 2), (served.Made, served.Failures));
    }

    [Fact]
    public async Task Stopped_it_ends_soon_whoever_is_connected()
    {
        await using var served = await Served.StartAsync();
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(served.At);
        var watch = Stopwatch.StartNew();
        await served.StopAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
        using var late = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () => await late.ConnectAsync(served.At));
    }

    private sealed class Served : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private MetricServer? _server;
        private Task _running = Task.CompletedTask;

        public IPEndPoint At { get; private set; } = null!;

        public int Made { get; private set; }

        public int Failures { get; private set; }

        public static async Task<Served> StartAsync(bool fails = false)
        {
            var served = new Served();
            var listening = new TaskCompletionSource<IPEndPoint>();
            var server = new MetricServer(_ =>
            {
                served.Made++;
                return fails ? throw new IOException("a secret") : Metrics;
            }, new MetricServerOptions
            {
                MediaType = "text/plain; version=0.0.4; charset=utf-8",
                Patience = TimeSpan.FromSeconds(1),
                CacheFor = TimeSpan.FromMinutes(1),
                Failed = _ => served.Failures++,
            });
            served._server = server;
            served._running = server.ServeAsync(new IPEndPoint(IPAddress.Loopback, 0), listening.SetResult, served._stop.Token);
            served.At = await listening.Task;
            return served;
        }

        public async Task<string> AskAsync(byte[] request)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(At);
            using var stream = new NetworkStream(socket);
            try
            {
                await stream.WriteAsync(request);
            }
            catch (IOException)
            {
                // It has answered already.
            }
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadToEndAsync();
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
            _server?.Dispose();
        }
    }
}
