using System.Diagnostics;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Servers that never come to an end, and what is no list of what was asked for.</summary>
public sealed class BoundsTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const string ListStart = """{"kind":"CertificateSigningRequestList","apiVersion":"certificates.k8s.io/v1","items":[""";
    private const string Item = """{"metadata":{"name":"a"}},""";

    public static readonly TheoryData<string, string, string, int> Endless = new()
    {
        { "an octet at a time, in the head", "HTTP/1.1 200 OK\r\nX-Slow: ", "x", 50 },
        { "a head line at a time", "HTTP/1.1 200 OK\r\n", "X-Slow: x\r\n", 50 },
        { "an octet at a time, in an item", Ok + "\r\n" + ListStart + """{"metadata":{"name":" """, "x", 50 },
        { "an item at a time", Ok + "\r\n" + ListStart, Item, 50 },
        { "a blank at a time", Ok + "\r\n", " ", 50 },
        { "a chunk at a time", Ok + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", 50 },
        { "items as fast as they can be read", Ok + "\r\n" + ListStart, string.Concat(Enumerable.Repeat(Item, 2000)), 0 },
        { "one item without end", Ok + "\r\n" + ListStart + """{"metadata":{"name":" """, new string('x', 1 << 20), 0 },
        { "blanks as fast as they can be read", Ok + "\r\n", new string(' ', 1 << 20), 0 },
        { "fields as fast as they can be read", Ok + "\r\n{", string.Concat(Enumerable.Repeat("\"a\":1,", 2000)), 0 },
        { "a chunk extension without end", Ok + "Transfer-Encoding: chunked\r\n\r\n5;", new string('a', 1 << 16), 0 },
        { "a chunk size without end", Ok + "Transfer-Encoding: chunked\r\n\r\n", new string('0', 1 << 16), 0 },
        { "trailers without end", Ok + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n", "X-Trailer: x\r\n", 0 },
        { "a head without end", "HTTP/1.1 200 OK\r\n", new string('a', 1 << 16), 0 },
        { "answers before the answer", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", 0 },
        { "an error a piece at a time", "HTTP/1.1 500 Internal Server Error\r\n\r\n", "x", 50 },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task An_answer_without_end_is_an_error_within_the_time_of_the_call(string title, string first, string more, int pause)
    {
        using var files = NodeTree.Empty();
        using var server = new RawServer(first, more, TimeSpan.FromMilliseconds(pause));
        using var client = ClusterClient.Open(new ClusterOptions
        {
            Kubeconfigs = [server.Kubeconfig(files)],
            Clock = TimeProvider.System,
            Timeout = TimeSpan.FromSeconds(2),
        });
        Func<Task>[] calls = [() => FaultTests.ReadAll(FaultTests.List(client)), () => client.AskAsync()];
        foreach (var call in calls)
        {
            var watch = Stopwatch.StartNew();
            var failure = await Record.ExceptionAsync(call);
            Assert.True(failure is ClusterException, $"{title}: {failure}");
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task Ever_fresh_tokens_end_in_an_error()
    {
        var pages = 0;
        await using var cluster = await StubCluster.StartAsync(context =>
            StubCluster.Json(context, $$"""{"metadata":{"continue":"{{++pages}}"},"items":[]}"""));
        using var client = ClusterClient.Open(cluster.Options() with { Timeout = TimeSpan.FromMinutes(5) });
        var failure = await Assert.ThrowsAsync<ClusterException>(() => FaultTests.ReadAll(FaultTests.List(client)));
        Assert.Equal((ClusterProblemId.BadAnswer, ListBounds.MostPages), (failure.Id, pages));
        Assert.EndsWith("the list has more than 2,000 pages", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_do_too_many_objects_and_octets()
    {
        var bounds = new ListBounds("list");
        for (var i = 0; i < ListBounds.MostItems; i++)
            bounds.AddItem();
        Assert.EndsWith("1,000,000 objects", Assert.Throws<ClusterException>(bounds.AddItem).Message, StringComparison.Ordinal);
        bounds.AddOctets((int)ListBounds.MostOctets);
        Assert.EndsWith("1,073,741,824 octets",
            Assert.Throws<ClusterException>(() => bounds.AddOctets(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_caller_does_between_two_objects_takes_nothing_from_the_time()
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Query["continue"] == "next"
            ? StubCluster.Json(context, """{"items":[{"metadata":{"name":"c"}}]}""")
            : StubCluster.Json(context,
                """{"metadata":{"continue":"next"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}"""));
        using var client = ClusterClient.Open(cluster.Options() with { Timeout = TimeSpan.FromSeconds(5) });
        var names = new List<string>();
        await foreach (var item in FaultTests.List(client))
        {
            names.Add(item.Name);
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
        Assert.Equal(["a", "b", "c"], names);
    }

    [Fact]
    public async Task What_the_server_wants_waited_for_counts()
    {
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "30";
            return StubCluster.Status(context, 429, "TooManyRequests", "later");
        });
        using var client = ClusterClient.Open(cluster.Options() with { Timeout = TimeSpan.FromSeconds(2) });
        var watch = Stopwatch.StartNew();
        Assert.Equal(429, (await Assert.ThrowsAsync<ClusterException>(() => client.AskAsync())).Code);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("""{"kind":"PodList","apiVersion":"v1","items":[]}""", "it is a PodList")]
    [InlineData("""{"kind":"CertificateSigningRequest","metadata":{"name":"a"}}""", "it is a CertificateSigningRequest")]
    [InlineData("""{"kind":"Status","status":"Failure","code":403}""", "it is a Status")]
    [InlineData("""{"kind":"CertificateSigningRequestList","apiVersion":"certificates.k8s.io/v2","items":[]}""",
        "its version is certificates.k8s.io/v2")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}],"kind":"PodList"}""", "it is a PodList")]
    [InlineData("{}", "it has neither a kind nor items")]
    [InlineData("""{"items":{"a":{"metadata":{"name":"a"}}}}""", "its items are not a list")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}},7]}""", "one of its items is not an object")]
    [InlineData("""{"kind":"\ud800"}""", "missing low surrogate.")]
    [InlineData("""{"items":[null]}""", "one of its items is not an object")]
    [InlineData("""{"items":[],"metadata":{"continue":7}}""", "continue does not match the API")]
    public async Task A_list_must_be_one_of_what_was_asked_for(string body, string words)
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Json(context, body));
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() => FaultTests.ReadAll(FaultTests.List(client)));
        Assert.Equal(ClusterProblemId.BadAnswer, failure.Id);
        Assert.EndsWith(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_is_odd_spoils_no_other()
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Json(context,
            """{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b","uid":"u"},"spec":{"usages":7}},"""
                + """{"kind":"Pod","metadata":{"name":"c"}},""" + "\n "
                + """{"metadata":{"name":"d"},"spec":{"request":"%"}},{"metadata":{"name":5}},"""
                + """{"metadata":{"name":"e","creationTimestamp":"soon"}},{"metadata":{"name":"f"}}]}"""));
        using var client = cluster.Client();
        var items = await FaultTests.ReadAll(FaultTests.List(client));
        Assert.Equal(["a", "b", "c", "d", "", "e", "f"], items.Select(item => item.Name));
        Assert.Equal(
            [null, "spec.usages does not match the API",
                "this is a Pod, not a CertificateSigningRequest", "spec.request does not match the API",
                "metadata.name does not match the API", "metadata.creationTimestamp does not match the API", null],
            items.Select(item => item.Problem));
        Assert.Equal("u", items[1].Uid);
    }

    [Fact]
    public async Task A_watch_that_drips_is_bounded_by_the_length_of_its_events()
    {
        await using var cluster = await StubCluster.StartAsync(async context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await StubCluster.Json(context, """{"metadata":{"resourceVersion":"1"},"items":[]}""");
                return;
            }
            var piece = new string(' ', 1 << 20);
            for (var i = 0; i < 40; i++)
                await context.Response.WriteAsync(piece, context.RequestAborted);
        });
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(async () =>
        {
            await foreach (var change in client.WatchAsync(api => api.SigningRequests))
                Assert.Equal(ClusterChangeKind.Restarted, change.Kind);
        });
        Assert.Contains("larger than 16 MiB", failure.Message, StringComparison.Ordinal);
    }
}
