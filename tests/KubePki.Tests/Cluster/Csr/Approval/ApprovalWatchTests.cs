using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Model;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>Watching is for services: what passes does not end it.</summary>
public sealed class ApprovalWatchTests
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    [Fact]
    public async Task A_server_that_is_ill_for_a_while_ends_nothing()
    {
        var (decision, warnings) = await FirstAsync(new CsrStub { NodesFail = 1 }, CsrStub.Options());
        Assert.Equal(CsrAction.Approved, decision.Action);
        Assert.Contains(warnings, text =>
            text.Contains("etcd is away; no requests are decided until this is resolved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nor_does_an_inventory_that_somebody_is_writing()
    {
        using var files = NodeTree.Empty();
        var inventory = files.Write("/nodes.csv", "name,addresses\nworker-1,10.0.0.21\n");
        var options = CsrStub.Options();
        var stub = new CsrStub();
        var isFirst = true;
        stub.BeforeRights = () => files.Write("/nodes.csv", "");
        var (decision, warnings) = await FirstAsync(stub,
            options with { Inquiry = options.Inquiry with { InventoryFile = inventory } }, text =>
            {
                if (isFirst)
                    files.Write("/nodes.csv", "name,addresses\nworker-1,10.0.0.21\n");
                isFirst = false;
            });
        Assert.Equal(CsrAction.Approved, decision.Action);
        Assert.Contains(warnings, text => text.Contains("the file is empty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_judged_while_the_list_is_still_coming_in()
    {
        var stub = new CsrStub { PageSize = 1 };
        var isFirst = true;
        // Of the first list, the second page, with who has the same key, comes late.
        stub.BeforeNextPage = () =>
        {
            var wait = isFirst ? TimeSpan.FromSeconds(3) : TimeSpan.Zero;
            isFirst = false;
            return Task.Delay(wait);
        };
        stub.Add(Good);
        var other = CsrDraft.ServingOf("worker-10", "worker-10");
        stub.Add(other with { Uid = "other", Request = other.Request with { Key = Good.Request.Key } });
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var decisions = new List<CsrDecision>();
        await foreach (var decision in new ApprovalWatch(client, CsrStub.Options() with { Refresh = TimeSpan.FromMilliseconds(200) })
            .RunAsync(stop.Token))
        {
            decisions.Add(decision);
            if (decisions.Count == 2)
                break;
        }
        Assert.All(decisions, decision => Assert.Equal((CsrAction.None, "KeyIsOwn"), (decision.Action, decision.Failed.Single())));
        Assert.Equal(0, stub.Decisions);
    }

    private static async Task<(CsrDecision Decision, List<string> Warnings)> FirstAsync(
        CsrStub stub, ApproverOptions options, Action<string>? onWarning = null)
    {
        stub.Add(Good);
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var warnings = new List<string>();
        var watch = new ApprovalWatch(client, options with
        {
            Refresh = TimeSpan.FromMilliseconds(200),
            Warn = text =>
            {
                warnings.Add(text);
                onWarning?.Invoke(text);
            },
        });
        await foreach (var decision in watch.RunAsync(stop.Token))
            return (decision, warnings);
        throw new InvalidOperationException("it ended");
    }
}
