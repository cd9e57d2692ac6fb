using KubePki.Cluster.Client;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Servers that send as much as they can to all who ask at once.</summary>
[Collection(nameof(Measured))]
public sealed class LargeAnswerTests
{
    private const int AtOnce = 12;
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

    [Fact]
    public async Task Blanks_between_tokens_take_no_memory()
    {
        var failures = await AskAsync(Ok + "{", new string(' ', 1 << 20), TimeSpan.FromSeconds(2));
        Assert.All(failures, failure => Assert.Equal(ClusterProblemId.ServerTimeout, failure.Id));
    }

    [Fact]
    public async Task Of_many_lists_with_an_item_without_end_few_are_in_memory()
    {
        var before = GC.GetTotalAllocatedBytes();
        var failures = await AskAsync(Ok + """{"items":[{"metadata":{"name":" """, new string('x', 1 << 20), TimeSpan.FromSeconds(60));
        Assert.All(failures, failure => Assert.Contains("larger than 16 MiB", failure.Message, StringComparison.Ordinal));
        // Each by itself would have made 32 MiB of buffers.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 250L << 20);
    }

    private static async Task<ClusterException[]> AskAsync(string first, string more, TimeSpan timeout)
    {
        using var files = NodeTree.Empty();
        using var server = new RawServer(first, more, TimeSpan.Zero);
        using var client = ClusterClient.Open(new ClusterOptions
        {
            Kubeconfigs = [server.Kubeconfig(files)],
            Clock = TimeProvider.System,
            Timeout = timeout,
        });
        return await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ =>
            Assert.ThrowsAsync<ClusterException>(() => FaultTests.ReadAll(FaultTests.List(client)))));
    }
}
