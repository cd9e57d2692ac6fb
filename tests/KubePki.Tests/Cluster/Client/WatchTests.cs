using KubePki.Cluster.Client;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Watching while servers end, break and forget.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Changes_come_after_what_there_is()
    {
        var changes = await Watch(5, (context, version) => Lines(context, hold: true,
            Event("ADDED", "b", 11), "", Event("BOOKMARK", "", 12), Event("MODIFIED", "b", 13), Event("DELETED", "b", 14)));
        Assert.Equal(["Restarted", "Added a", "Added b", "Modified b", "Deleted b"], changes);
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_behind_what_was_seen_last()
    {
        var versions = new List<string>();
        var changes = await Watch(4, (context, version) =>
        {
            versions.Add(version);
            return version == "10"
                ? Lines(context, hold: false, Event("ADDED", "b", 11), Event("BOOKMARK", "", 20))
                : Lines(context, hold: true, Event("ADDED", "c", 21));
        });
        Assert.Equal(["Restarted", "Added a", "Added b", "Added c"], changes);
        Assert.Equal(["10", "20"], versions);
    }

    [Fact]
    public async Task A_watch_that_breaks_in_the_middle_of_a_line_loses_nothing()
    {
        var changes = await Watch(4, async (context, version) =>
        {
            if (version != "10")
            {
                await Lines(context, hold: true, Event("ADDED", "c", 12));
                return;
            }
            await context.Response.WriteAsync(Event("ADDED", "b", 11) + "\n" + """{"type":"ADD""");
            await context.Response.Body.FlushAsync();
            await Task.Delay(50);
            context.Abort();
        });
        Assert.Equal(["Restarted", "Added a", "Added b", "Added c"], changes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_server_has_forgotten_is_listed_anew(bool inStream)
    {
        var count = 0;
        var changes = await Watch(5, (context, version) => ++count > 1 ? Lines(context, hold: true, Event("ADDED", "z", 30))
            : inStream ? Lines(context, hold: false, """{"type":"ERROR","object":{"kind":"Status","message":"too old """
                + """resource version: 10 (20)","reason":"Expired","code":410}}""")
            : StubCluster.Status(context, 410, "Gone", "too old resource version"));
        Assert.Equal(["Restarted", "Added a", "Restarted", "Added a", "Added z"], changes);
    }

    [Fact]
    public async Task A_server_that_fails_for_a_while_is_waited_for()
    {
        var count = 0;
        var changes = await Watch(3, (context, version) => ++count > 1
            ? Lines(context, hold: true, Event("ADDED", "z", 30))
            : StubCluster.Status(context, 500, "InternalError", "no leader"));
        Assert.Equal(["Restarted", "Added a", "Added z"], changes);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"type\":\"ADDED\"}")]
    public async Task Garbage_ends_it(string line)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => Watch(9, (context, version) => Lines(context, hold: true, line)));
        Assert.Equal(ClusterProblemId.BadAnswer, failure.Id);
    }

    [Fact]
    public async Task Who_may_not_list_is_told_at_once()
    {
        await using var cluster = await StubCluster.StartAsync(context => StubCluster.Status(context, 403, "Forbidden", "no"));
        using var client = cluster.Client();
        Assert.Equal(403, (await Assert.ThrowsAsync<ClusterException>(() => Take(client, 1))).Code);
    }

    // The list has one object, a, at version 10.
    private static async Task<List<string>> Watch(int count, Func<HttpContext, string, Task> watch)
    {
        await using var cluster = await StubCluster.StartAsync(context => context.Request.Query["watch"] == "true"
            ? watch(context, context.Request.Query["resourceVersion"]!)
            : StubCluster.Json(context,
                """{"metadata":{"resourceVersion":"10"},"items":[{"metadata":{"name":"a","resourceVersion":"3"}}]}"""));
        using var client = cluster.Client();
        return await Take(client, count);
    }

    private static async Task<List<string>> Take(ClusterClient client, int count)
    {
        var changes = new List<string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var change in client.WatchAsync(api => api.SigningRequests, cancellation: stop.Token))
        {
            changes.Add(change.ToString());
            if (changes.Count == count)
                break;
        }
        return changes;
    }

    private static string Event(string type, string name, int version) =>
        $$$"""{"type":"{{{type}}}","object":{"metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"} } }""";

    private static async Task Lines(HttpContext context, bool hold, params string[] lines)
    {
        foreach (var line in lines)
        {
            await context.Response.WriteAsync(line + "\n");
            await context.Response.Body.FlushAsync();
        }
        if (hold)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
