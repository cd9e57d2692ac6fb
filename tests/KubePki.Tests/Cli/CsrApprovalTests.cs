using System.Text.Json.Nodes;
using KubePki.Cli;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Csr.Approval;
using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Tests.Cli;

/// <summary><c>kubepki csr approve</c> against a cluster.</summary>
public sealed class CsrApprovalTests
{
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Approvals_that_cannot_be_told_are_made_all_the_same(string form)
    {
        var stub = new CsrStub { Nodes = { Unreadable } };
        using var output = new StreamWriter(new FullStream()) { AutoFlush = true };
        var (code, error) = await RunAsync(stub, output, "-o", form);
        Assert.True(code == 3, $"{code}: {error}");
        Assert.Equal(["Approved"], stub.Conditions("csr-worker-1"));
        Assert.Contains("committed", error, StringComparison.Ordinal);
        // What a server calls its objects does nothing to a terminal.
        Assert.Contains("Node a?[2Jb: skipped", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_approved_before_the_server_went_away_is_told()
    {
        var stub = new CsrStub();
        stub.Add(Fresh(CsrDraft.ServingOf("worker-10", "worker-10", "10.0.0.30")) with { Uid = "other" });
        stub.BeforeDecision = _ => stub.Forbidden.UnionWith(stub.Requests.Keys.Select(name => $"{Requests}/{name}"));
        using var output = new StringWriter();
        var (code, error) = await RunAsync(stub, output);
        Assert.True(code == 1, $"{code}: {error}");
        Assert.Equal(1, stub.Decisions);
        Assert.Contains("approved", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("may not read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_that_changes_nothing_is_logged_too()
    {
        var stub = new CsrStub();
        stub.Add(Fresh(CsrDraft.ServingOf("worker-10", "worker-10", "10.0.0.99")) with { Uid = "other" });
        using var output = new StringWriter();
        var log = Path.Combine(Directory.CreateTempSubdirectory().FullName, "decisions.jsonl");
        var (code, error) = await RunAsync(stub, output, "csr-worker-10", "--log", log);
        Assert.True(code == 0, $"{code}: {error}");
        Assert.Equal(0, stub.Decisions);
        Assert.Equal("deny", JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(log)))!["decision"]!.GetValue<string>());
    }

    private static JsonObject Unreadable => JsonNode.Parse("""{"metadata": {"name": "a\u001b[2Jb"}, "spec": 5}""")!.AsObject();

    private static CsrDraft Fresh(CsrDraft draft) => draft with { Created = DateTimeOffset.UtcNow.AddMinutes(-2) };

    private static async Task<(int Code, string Error)> RunAsync(CsrStub stub, TextWriter output, params string[] more)
    {
        stub.Add(Fresh(CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21")));
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var error = new StringWriter();
        using var signals = new StopSignals();
        var code = await CommandRun.RunAsync(["csr", "approve", "--kubeconfig", cluster.Kubeconfig(), "--wait", "0", "--yes", .. more],
            output, error, signals);
        return (code, error.ToString());
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
