using System.Text;
using System.Text.Json.Nodes;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Model;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>Decisions that are carried out, and what keeps them from being carried out on something else.</summary>
public sealed class ApprovalPassTests
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static readonly CsrDraft Evil = CsrDraft.ServingOf("worker-1", "worker-1", "kubernetes.default.svc") with
    {
        Name = "csr-evil",
        Uid = "e",
    };

    [Fact]
    public async Task What_is_good_is_approved_and_the_condition_says_by_whom_and_why()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options()));
        Assert.Equal((CsrAnswer.Approve, CsrAction.Approved, KubeCsrState.Approved),
            (decision.Decision, decision.Action, decision.Request.State));
        var condition = Assert.Single(decision.Request.Conditions);
        Assert.Equal(("Approved", "True", "KubePkiPS", CsrDraft.AsOf),
            (condition.Type, condition.Status, condition.Reason, condition.LastUpdateTime));
        Assert.StartsWith("Policy kubelet-serving: worker-1 requests", condition.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_evil_is_denied_only_where_that_is_asked_for(bool deny)
    {
        var stub = new CsrStub();
        stub.Add(Evil);
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options() with { Deny = deny }));
        Assert.Equal((CsrAnswer.Deny, deny ? CsrAction.Denied : CsrAction.None), (decision.Decision, decision.Action));
        Assert.Equal(deny ? ["Denied"] : [], stub.Conditions("csr-evil"));
    }

    [Fact]
    public async Task A_request_that_was_deleted_and_made_anew_under_its_name_is_not_approved()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        // Between the reading of all requests and the reading of the one.
        stub.BeforeRead = _ => stub.Add(Evil with { Name = Good.Name });
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options()));
        Assert.Equal((CsrAnswer.Defer, CsrAction.None), (decision.Decision, decision.Action));
        Assert.Contains("SameRequest", decision.Failed);
        Assert.Empty(stub.Conditions(Good.Name));
    }

    [Fact]
    public async Task Nor_when_that_happens_between_the_second_reading_and_the_decision()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.BeforeDecision = _ => stub.Add(Evil with { Name = Good.Name });
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options()));
        Assert.Equal((CsrAnswer.Defer, CsrAction.None, 1), (decision.Decision, decision.Action, stub.Decisions));
        Assert.Contains("SameRequest", decision.Failed);
        Assert.Empty(stub.Conditions(Good.Name));
    }

    [Fact]
    public async Task Even_the_same_content_under_another_uid_is_another_request()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.BeforeRead = _ => stub.Add(Good with { Uid = "another" });
        Assert.Contains("SameRequest", Assert.Single(await ActAsync(stub, CsrStub.Options())).Failed);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(422)]
    public async Task After_a_conflict_the_request_is_read_and_judged_again(int code)
    {
        var stub = new CsrStub { ConflictCode = code };
        stub.Add(Good);
        var conflicts = 2;
        stub.BeforeDecision = name =>
        {
            if (conflicts-- > 0)
                stub.Touch(name);
        };
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options()));
        Assert.Equal((CsrAction.Approved, 3), (decision.Action, stub.Decisions));
    }

    [Fact]
    public async Task Who_always_finds_a_conflict_gives_up()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.BeforeDecision = stub.Touch;
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options()));
        Assert.Equal((CsrAnswer.Defer, CsrAction.None, 4), (decision.Decision, decision.Action, stub.Decisions));
        Assert.Contains("409", decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_at_the_last_moment_keeps_nobody_else_waiting()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.Add(CsrDraft.ServingOf("worker-10", "worker-10") with { Name = "zzz", Uid = "z" });
        stub.BeforeDecision = name =>
        {
            if (name == Good.Name)
                stub.Requests.Remove(name);
        };
        var decisions = await ActAsync(stub, CsrStub.Options());
        Assert.Equal([CsrAction.None, CsrAction.Approved],
            decisions.OrderBy(decision => decision.Name, StringComparer.Ordinal).Select(decision => decision.Action));
    }

    [Fact]
    public async Task Requests_to_signers_of_no_selected_policy_are_not_denied_either()
    {
        var stub = new CsrStub();
        stub.Add(Evil with { SignerName = "kubernetes.io/kube-apiserver-client", Usages = ["client auth"] });
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options() with { Deny = true }));
        Assert.Equal((CsrAnswer.Deny, CsrAction.None, 0), (decision.Decision, decision.Action, stub.Decisions));
    }

    [Fact]
    public async Task What_another_has_denied_meanwhile_stays_denied()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.BeforeRead = _ => stub.Add(Good with { Conditions = ["Denied"] });
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options()));
        Assert.Equal((CsrAction.None, 0), (decision.Action, stub.Decisions));
    }

    [Fact]
    public async Task What_was_issued_is_held_against_what_was_asked_for()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        using var authority = TestPki.Authority("kubernetes");
        stub.Signer = stored =>
            stored["status"]!["certificate"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(authority.ExportCertificatePem()));
        var decision = Assert.Single(await ActAsync(stub, CsrStub.Options() with { Wait = TimeSpan.FromSeconds(10) }));
        Assert.Equal("not as requested: the certificate is for another key", decision.Outcome);
        Assert.False(decision.MatchesRequest);
    }

    [Fact]
    public async Task A_signer_that_does_nothing_is_told_of()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.Add(CsrDraft.ServingOf("worker-10", "worker-10") with { Name = "zzz", Uid = "z" });
        var decisions = await ActAsync(stub, CsrStub.Options() with { Wait = TimeSpan.FromSeconds(1) });
        Assert.All(decisions, decision => Assert.Equal(CsrAction.Approved, decision.Action));
        // And waited for once.
        Assert.Equal(["it was not issued within 1 s", "it was not issued within 0.5 s"],
            decisions.Select(decision => decision.Outcome!.Split(':')[0]));
    }

    [Fact]
    public async Task One_requester_gets_so_many_within_an_hour_and_no_more()
    {
        var stub = new CsrStub();
        for (var i = 0; i < 8; i++)
            stub.Add(Good with { Name = $"csr-{i}", Uid = $"u{i}" });
        stub.Add(CsrDraft.ServingOf("worker-10", "worker-10") with { Name = "zzz", Uid = "z" });
        var decisions = await ActAsync(stub, CsrStub.Options());
        Assert.Equal(5,
            decisions.Count(decision => decision.Action == CsrAction.Approved && decision.Request.CommonName == "system:node:worker-1"));
        Assert.Equal(3, decisions.Count(decision => decision.Failed.Contains("RequesterLimit")));
        // Whose name comes last does not starve: requesters take turns.
        Assert.Equal(CsrAction.Approved, decisions.Single(decision => decision.Name == "zzz").Action);
        Assert.Contains("zzz", decisions.Take(2).Select(decision => decision.Name));
        // A later run, which remembers nothing, sees it in the requests.
        Assert.All(await ActAsync(stub, CsrStub.Options()), decision => Assert.Equal(CsrAction.None, decision.Action));
    }

    [Fact]
    public async Task A_flood_stops_all_approvals_and_is_told_of()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        for (var i = 0; i < 110; i++)
            stub.Add(CsrDraft.BootstrapOf($"ghost-{i}") with { Uid = $"g{i}" });
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        var pass = await ApprovalPass.OpenAsync(client, CsrStub.Options(), []);
        Assert.StartsWith("111 kubelet requests are pending in a cluster of 2 nodes", pass.Backlog, StringComparison.Ordinal);
        Assert.Contains("Backlog", (await pass.ActAsync(pass.Judge(pass.Requests[0]))).Failed);
        Assert.Empty(stub.Conditions(Good.Name));
        // Of the flood, a few are looked at; the node is not lost among them.
        Assert.InRange(pass.Pending.Count(), 21, 21);
    }

    // An API server of tomorrow, and others who write into the same object.
    [Theory]
    [InlineData("""{"conditions": [{"type": "Seen", "status": "True", "by": {"who": ["another"]}}], "later": {"a": 1}}""")]
    [InlineData("""{"conditions": [], "later": {"a": 1}}""")]
    [InlineData("""{"later": {"a": 1}}""")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task A_decision_changes_nothing_else_whatever_nobody_here_knows(string? status)
    {
        var stub = new CsrStub();
        stub.Add(Good);
        var stored = stub.Requests[Good.Name];
        stored["status"] = status is null ? null : JsonNode.Parse(status);
        if (status is null)
            stored.Remove("status");
        stored["metadata"]!["later"] = JsonNode.Parse("""{"b": [1, 2.50, null]}""");
        stored["metadata"]!["managedFields"] = JsonNode.Parse("""[{"manager": "kubelet", "fieldsV1": {"f:spec": {}}}]""");
        stored["spec"]!["later"] = "c";
        stored["top"] = JsonNode.Parse("""{"d": "e"}""");
        var before = stored.DeepClone().AsObject();

        Assert.Equal(CsrAction.Approved, Assert.Single(await ActAsync(stub, CsrStub.Options())).Action);
        var after = stub.Requests[Good.Name].DeepClone().AsObject();
        var conditions = after["status"]!["conditions"]!.AsArray();
        Assert.Equal("Approved", conditions[^1]!["type"]!.GetValue<string>());
        Assert.Equal("2026-07-01T12:00:00Z", conditions[^1]!["lastUpdateTime"]!.GetValue<string>());
        // Without the condition and the version, all is as it was.
        conditions.RemoveAt(conditions.Count - 1);
        before["metadata"]!.AsObject().Remove("resourceVersion");
        after["metadata"]!.AsObject().Remove("resourceVersion");
        if (status is null)
            after.Remove("status");
        if (status is not null && before["status"]!["conditions"] is null)
            after["status"]!.AsObject().Remove("conditions");
        Assert.True(JsonNode.DeepEquals(before, after), $"{before}\n{after}");
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_neither_decided_nor_in_the_way_of_others()
    {
        var stub = new CsrStub();
        stub.Add(Good);
        stub.Add(CsrDraft.ServingOf("worker-10", "worker-10") with { Name = "odd", Uid = "z" });
        stub.Requests["odd"]["spec"]!["usages"] = "server auth";
        var decisions = (await ActAsync(stub, CsrStub.Options() with { Deny = true })).ToDictionary(decision => decision.Name);
        Assert.Equal(CsrAction.Approved, decisions[Good.Name].Action);
        Assert.Equal(CsrAction.None, decisions["odd"].Action);
        Assert.Contains("WellFormedObject", decisions["odd"].Failed);
        Assert.Contains("spec.usages", string.Join(' ', decisions["odd"].Request.Problems), StringComparison.Ordinal);
        Assert.Empty(stub.Conditions("odd"));
    }

    [Fact]
    public async Task Without_rights_the_missing_one_and_the_smallest_role_are_told()
    {
        var stub = new CsrStub { MayApprove = false };
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        var failure = await Assert.ThrowsAsync<ClusterException>(() =>
            ApprovalPass.CheckRightsAsync(client, CsrStub.Options("kubelet-serving", "kubelet-client")));
        Assert.Contains("patch certificatesigningrequests/approval.certificates.k8s.io", failure.Message, StringComparison.Ordinal);
        Assert.Contains("approve signers.certificates.k8s.io kubernetes.io/kubelet-serving", failure.Message, StringComparison.Ordinal);
        Assert.Contains("resourceNames: [kubernetes.io/kubelet-serving, kubernetes.io/kube-apiserver-client-kubelet]",
            failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_that_is_spoken_to_is_nobody_else()
    {
        var stub = new CsrStub();
        stub.Nodes[0]["status"]!["addresses"]![1]!["address"] = "127.0.0.1";
        stub.Add(CsrDraft.ServingOf("worker-1", "worker-1", "127.0.0.1"));
        Assert.Contains("NoApiEndpoint", Assert.Single(await ActAsync(stub, CsrStub.Options())).Failed);
    }

    private static async Task<List<CsrDecision>> ActAsync(CsrStub stub, ApproverOptions options)
    {
        await using var cluster = await StubCluster.StartAsync(stub.AnswerAsync);
        using var client = cluster.Client();
        var pass = await ApprovalPass.OpenAsync(client, options, []);
        var decisions = new List<CsrDecision>();
        foreach (var csr in pass.Pending)
            decisions.Add(await pass.ActAsync(pass.Judge(csr)));
        return decisions;
    }
}
