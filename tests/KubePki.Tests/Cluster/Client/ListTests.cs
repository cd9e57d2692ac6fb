using System.Globalization;
using System.Text;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Long lists, page by page and in one piece.</summary>
[Collection(nameof(Measured))]
public sealed class ListTests
{
    private const int Many = 50_000;

    [Theory]
    [InlineData(500)]
    [InlineData(Many)]
    public async Task Fifty_thousand_objects_are_read_in_little_memory(int pageSize)
    {
        var pages = 0;
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            pages++;
            return Page(context, pageSize, 1000);
        });
        using var client = cluster.Client();
        var (count, largest) = (0, 0L);
        // What lives after a collection is what the list keeps; the whole list is 50 MB.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var item in FaultTests.List(client))
        {
            Assert.Equal($"csr-{count}", item.Name);
            if (++count % 10_000 == 0)
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal((Many, Many / pageSize), (count, pages));
        Assert.InRange(largest, long.MinValue, 8 * 1024 * 1024);
    }

    [Fact]
    public async Task What_is_wanted_is_asked_of_the_server()
    {
        var query = "";
        await using var cluster = await StubCluster.StartAsync(context =>
        {
            query = context.Request.QueryString.Value!;
            return StubCluster.Json(context, """{"items":null,"metadata":{}}""");
        });
        using var client = cluster.Client();
        Assert.Empty(await FaultTests.ReadAll(
            FaultTests.List(client, new ListQuery { FieldSelector = "spec.signerName=a/b", LabelSelector = "x=y", PageSize = 7 })));
        Assert.Equal("?fieldSelector=spec.signerName%3Da%2Fb&labelSelector=x%3Dy&limit=7", query);
    }

    [Fact]
    public async Task An_expired_list_goes_on_where_the_server_lets_it_and_says_so()
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Query["continue"].ToString() switch
        {
            "" => StubCluster.Json(context, """{"metadata":{"continue":"old"},"items":[{"metadata":{"name":"a"}}]}"""),
            "new" => StubCluster.Json(context, """{"metadata":{},"items":[{"metadata":{"name":"b"}}]}"""),
            _ => StubCluster.Json(context,
                """{"kind":"Status","metadata":{"continue":"new"},"reason":"Expired","message":"The """
                    + """provided continue parameter is too old","code":410}""", 410),
        });
        using var client = cluster.Client();
        Assert.Equal(["a", "b"], (await FaultTests.ReadAll(FaultTests.List(client))).Select(item => item.Name));
        Assert.Contains("continue parameter is too old", Assert.Single(cluster.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Else_it_is_an_error()
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Query["continue"].ToString().Length == 0
            ? StubCluster.Json(context, """{"metadata":{"continue":"old"},"items":[]}""")
            : StubCluster.Status(context, 410, "Expired", "too old"));
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() => FaultTests.ReadAll(FaultTests.List(client)));
        Assert.Equal((410, "Expired"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task A_server_that_always_sends_the_same_page_is_left()
    {
        await using var cluster = await StubCluster.StartAsync(context =>
            StubCluster.Json(context, """{"metadata":{"continue":"again"},"items":[]}"""));
        using var client = cluster.Client();
        Assert.Equal(ClusterProblemId.BadAnswer,
            (await Assert.ThrowsAsync<ClusterException>(() => FaultTests.ReadAll(FaultTests.List(client)))).Id);
    }

    [Fact]
    public async Task Items_are_found_however_the_answer_is_cut_into_pieces()
    {
        const string Text = """
             {"kind":"CertificateSigningRequestList","items":[{"metadata":{"name":"\u00e4\"}]"},"items":[{"metadata":{}}]},{},
            {"n":[1,2.5e3,null,true],"metadata":{"name":"n"}}],"metadata":{"continue":"","resourceVersion":"7"},"items2":[{"x":1}]}
            """;
        for (var size = 1; size < 20; size++)
        {
            using var deadline = new Deadline(TimeSpan.FromMinutes(1),
                new TestClock(TestPki.AsOf), new Uri("https://x"), CancellationToken.None);
            var stream = new DripStream(Encoding.UTF8.GetBytes(Text), size);
            using var items = new JsonItems<SigningRequest>(stream, Requests, "GET /x", deadline, new ListBounds("x"));
            var names = new List<string>();
            while (await items.NextAsync() is { } item)
                names.Add(item.Name);
            Assert.Equal(["ä\"}]", "", "n"], names);
            Assert.Equal((null, "7"), (items.Metadata.Continue, items.Metadata.ResourceVersion));
        }
    }

    private static ApiResource<SigningRequest> Requests => new KubernetesApi(null!).SigningRequests;

    private static async Task Page(HttpContext context, int size, int padding)
    {
        var from = context.Request.Query["continue"].ToString() is { Length: > 0 } next ? int.Parse(next, CultureInfo.InvariantCulture) : 0;
        var to = Math.Min(from + size, Many);
        var more = to < Many ? $"\"continue\":\"{to}\"," : "";
        var filler = new string('x', padding);
        context.Response.ContentType = "application/json";
        await context.Response
            .WriteAsync($$"""{"kind":"CertificateSigningRequestList","metadata":{{{more}}"resourceVersion":"9"},"items":[""");
        for (var i = from; i < to; i++)
            await context.Response.WriteAsync(
                $$$"""{{{(i > from ? "," : "")}}}{"metadata":{"name":"csr-{{{i}}}","uid":"{{{i}}}"},"spec":{"request":"{{{filler}}}"}}""");
        await context.Response.WriteAsync("]}");
    }

    private sealed class DripStream(byte[] octets, int size) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
