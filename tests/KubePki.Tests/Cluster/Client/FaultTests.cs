using System.Diagnostics;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Servers that are slow, broken, busy or forgetful.</summary>
public sealed class FaultTests
{
    private static readonly AccessReview Question = new("get", "", "pods");

    [Fact]
    public void A_status_whose_code_is_no_number_is_told_all_the_same()
    {
        var json = """{"kind": "Status", "code": "410", "reason": "Expired", "message": "too old"}"""u8.ToArray();
        var failure = ClusterErrors.From("watch", json);
        Assert.Equal((0, "Expired", "too old"), (failure.Code, failure.Reason, failure.StatusMessage));
    }

    [Theory]
    [InlineData(403, "Forbidden", "certificatesigningrequests is forbidden: User cannot list")]
    [InlineData(404, "NotFound", "the server could not find it")]
    [InlineData(409, "Conflict", "the object has been modified")]
    [InlineData(500, "InternalError", "etcdserver: request timed out")]
    public async Task The_words_of_the_server_are_kept(int code, string reason, string message)
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Status(context, code, reason, message));
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() => Read(client));
        Assert.Equal((ClusterProblemId.ServerRefused, code, reason, message),
            (failure.Id, failure.Code, failure.Reason, failure.StatusMessage));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>login</html>")]
    [InlineData("")]
    [InlineData("[1,2]")]
    [InlineData("{\"a\":")]
    public async Task Garbage_is_no_answer(string body)
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Json(context, body));
        using var client = cluster.Client();
        Assert.Equal(ClusterProblemId.BadAnswer, (await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync())).Id);
    }

    [Theory]
    [InlineData("<html>login</html>", ClusterProblemId.BadAnswer)]
    [InlineData("[{}]", ClusterProblemId.BadAnswer)]
    [InlineData("{\"items\":[{\"a\":1},{\"b\"", ClusterProblemId.ServerUnreachable)]
    [InlineData("", ClusterProblemId.ServerUnreachable)]
    public async Task Nor_is_it_a_list(string body, string expected)
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Json(context, body));
        using var client = cluster.Client();
        Assert.Equal(expected, (await Assert.ThrowsAsync<ClusterException>(() => ReadAll(List(client)))).Id);
    }

    [Fact]
    public async Task An_error_page_of_a_proxy_is_shown_in_short()
    {
        await using var cluster = await StubCluster.StartAsync(context =>
            StubCluster.Json(context, "<html>" + new string('x', 100_000), 502));
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync());
        Assert.Equal(502, failure.Code);
        Assert.InRange(failure.Message.Length, 200, 400);
    }

    [Fact]
    public async Task A_list_that_is_cut_off_is_an_error_after_what_came()
    {
        await using var cluster = await StubCluster.StartAsync(async context =>
        {
            await StubCluster.Json(context,
                """{"kind":"CertificateSigningRequestList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}},{"metada"""
                    + """ta":{"na""");
            await context.Response.Body.FlushAsync();
            await Task.Delay(100);
            context.Abort();
        });
        using var client = cluster.Client();
        var names = new List<string>();
        var failure = await Assert.ThrowsAsync<ClusterException>(async () =>
        {
            await foreach (var item in List(client))
                names.Add(item.Name);
        });
        Assert.Equal(ClusterProblemId.ServerUnreachable, failure.Id);
        Assert.Contains("truncated", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], names);
    }

    [Fact]
    public async Task A_slow_server_is_not_waited_for_forever()
    {
        await using var cluster = await StubCluster.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = ClusterClient.Open(cluster.Options() with { Timeout = TimeSpan.FromSeconds(0.5) });
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync());
        Assert.Equal(ClusterProblemId.ServerTimeout, failure.Id);
        Assert.EndsWith("no response within 0.5 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_one_that_stops_in_the_middle()
    {
        await using var cluster = await StubCluster.StartAsync(async context =>
        {
            await StubCluster.Json(context, """{"items":[{}""");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = ClusterClient.Open(cluster.Options() with { Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(ClusterProblemId.ServerTimeout, (await Assert.ThrowsAsync<ClusterException>(() => ReadAll(List(client)))).Id);
    }

    [Fact]
    public async Task Cancelling_ends_it_at_once()
    {
        await using var cluster = await StubCluster.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = ClusterClient.Open(cluster.Options() with { Timeout = TimeSpan.FromMinutes(5) });
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.AskAsync(stop.Token));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says()
    {
        var times = new List<TimeSpan>();
        var watch = Stopwatch.StartNew();
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            times.Add(watch.Elapsed);
            if (times.Count > 1)
                return StubCluster.Json(context, """{"status":{"allowed":true}}""");
            context.Response.Headers.RetryAfter = "1";
            return StubCluster.Status(context, 429, "TooManyRequests", "too many requests");
        });
        using var client = cluster.Client();
        // It was not taken, so that even a change may be sent again.
        await client.CanAsync(Question);
        Assert.Equal(2, times.Count);
        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(0.9), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_busy_server_is_not_asked_forever()
    {
        var count = 0;
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            count++;
            context.Response.Headers.RetryAfter = "0";
            return StubCluster.Status(context, 429, "TooManyRequests", "too many requests");
        });
        using var client = cluster.Client();
        Assert.Equal(429, (await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync())).Code);
        Assert.Equal(5, count);
    }

    [Theory]
    [InlineData(503, "POST", 1)]
    [InlineData(503, "GET", 5)]
    [InlineData(500, "GET", 1)]
    [InlineData(504, "PATCH", 1)]
    public async Task Only_what_is_safe_is_sent_again(int code, string method, int expected)
    {
        var count = 0;
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            count++;
            context.Response.Headers.RetryAfter = "0";
            return StubCluster.Status(context, code, "ServiceUnavailable", "x");
        });
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(Task () => method switch
        {
            "GET" => client.AskAsync(),
            "PATCH" => Decide(client),
            _ => client.CanAsync(Question),
        });
        Assert.Equal((code, expected), (failure.Code, count));
    }

    [Fact]
    public async Task A_change_whose_connection_breaks_is_not_sent_again()
    {
        var count = 0;
        await using var cluster = await StubCluster.StartAsync(async context =>
        {
            count++;
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Abort();
        });
        using var client = cluster.Client();
        Assert.Equal(ClusterProblemId.ServerUnreachable, (await Assert.ThrowsAsync<ClusterException>(() => client.CanAsync(Question))).Id);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_a_credential()
    {
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "https://127.0.0.1:1/";
            return Task.CompletedTask;
        });
        using var client = cluster.Client();
        Assert.Equal(302, (await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync())).Code);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so()
    {
        string kubeconfig;
        await using var gone = await StubCluster.StartAsync(context => Task.CompletedTask);
        kubeconfig = gone.Kubeconfig(cluster: gone.Trusting().Replace(gone.Address.Authority, "127.0.0.1:1", StringComparison.Ordinal));
        using var client = gone.Client(kubeconfig);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync());
        Assert.Equal(ClusterProblemId.ServerUnreachable, failure.Id);
        Assert.Contains("refused", failure.Message, StringComparison.Ordinal);
    }

    internal static IAsyncEnumerable<SigningRequest> List(ClusterClient client, ListQuery? query = null) =>
        client.ListAsync<SigningRequest, SigningRequest>(api => api.SigningRequests, item => item, query);

    internal static async Task<List<T>> ReadAll<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }

    private static Task<SigningRequest> Read(ClusterClient client) =>
        client.CallAsync((api, stop) => api.ReadSigningRequestAsync("x", stop), CancellationToken.None);

    // Of a request as a list has it.
    private static Task<SigningRequest> Decide(ClusterClient client)
    {
        var condition = new SigningCondition("Approved", "True", "Test", "", null);
        return client.CallAsync(
            (api, stop) => api.DecideAsync(
                api.SigningRequests.Read("""{"metadata":{"name":"x","uid":"u","resourceVersion":"1"}}"""u8.ToArray()), condition, stop),
            CancellationToken.None);
    }
}
