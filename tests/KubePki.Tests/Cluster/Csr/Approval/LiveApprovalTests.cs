using System.Text.Json.Nodes;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>Requests in the real API server, made by those who ask: it sets the requester, so it lets in what it lets in.</summary>
public sealed class LiveApprovalTests
{
    private const string Path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    // What is made now is neither old nor of the future, and nothing else was there before: these would be honest.
    private static readonly string[] OfOtherTimes =
        ["NotFromTheFuture", "NotTooOld", "StillPending", "UniqueName", "CreationWindow", "NoRival", "KeyIsOwn", "KeyIsNotRefused",
            "NotServedByAnother", "WellFormedObject", "WholeObject", "RequestIsStaying"];

    [LiveFact]
    public async Task Of_hostile_requests_that_the_api_server_lets_in_none_is_approved()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        using var admin = plane.Client();
        await SetUpAsync(plane);

        var hostile = HostileCases.All.Where(item => !OfOtherTimes.Contains(item.Rule)).ToArray();
        var letIn = await CreateAsync(plane, hostile.Select(item => item.Draft));
        Assert.True(letIn.Count >= 60, $"the API server let in {letIn.Count} of {hostile.Length}");
        var decisions = await ActAsync(admin, plane);
        foreach (var decision in decisions.Where(decision => letIn.ContainsKey(decision.Name)))
        {
            var item = hostile[letIn[decision.Name]];
            Assert.True(decision.Action != CsrAction.Approved, $"{item.Title}: {decision}");
            Assert.True(decision.Failed.Contains(item.Rule), $"{item.Title}: not {item.Rule} but {decision.Failed}");
        }
        await foreach (var csr in CsrList.ReadAsync(admin, DateTimeOffset.UtcNow))
            Assert.True(csr.State is KubeCsrState.Pending or KubeCsrState.Denied || !letIn.ContainsKey(csr.Name), csr.ToString());
    }

    [LiveFact]
    public async Task Honest_requests_are_all_approved()
    {
        await using var plane = await LiveControlPlane.StartAsync();
        using var admin = plane.Client();
        await SetUpAsync(plane);
        var honest = HonestRequestTests.Honest().Where(item => !item.Title.StartsWith("worker-3", StringComparison.Ordinal)).ToArray();
        var made = await CreateAsync(plane, honest.Select(item => item.Draft));
        Assert.True(made.Count >= 40, $"the API server let in {made.Count} of {honest.Length}");
        Assert.All((await ActAsync(admin, plane)).Where(decision => made.ContainsKey(decision.Name)),
            decision => Assert.True(decision.Action == CsrAction.Approved, $"{honest[made[decision.Name]].Title}: {decision}"));
    }

    private static async Task<List<CsrDecision>> ActAsync(ClusterClient admin, LiveControlPlane plane)
    {
        var context = KubePki.Tests.Cluster.Csr.Policy.Cluster.Context;
        var options = new ApproverOptions
        {
            Clock = TimeProvider.System,
            Deny = true,
            PerRequester = 1000,
            Backlog = 1000,
            Inquiry = new CsrInputs
            {
                AsOf = default,
                Policies = ["kubelet-serving", "kubelet-client"],
                InventoryFile = plane.Files.Write("/nodes.csv", KubePki.Tests.Cluster.Csr.Policy.Cluster.InventoryText),
                Network = context.Network,
            },
        };
        await ApprovalPass.CheckRightsAsync(admin, options);
        var pass = await ApprovalPass.OpenAsync(admin, options, []);
        var decisions = new List<CsrDecision>();
        foreach (var csr in pass.Requests)
            decisions.Add(await pass.ActAsync(pass.Judge(csr)));
        return decisions;
    }

    // The nodes of the tests' cluster, and the right to ask for everyone.
    private static async Task SetUpAsync(LiveControlPlane plane)
    {
        using var admin = plane.Raw();
        foreach (var node in KubePki.Tests.Cluster.Csr.Policy.Cluster.Nodes)
        {
            var made = JsonNode.Parse((await admin.CreateAsync("/api/v1/nodes",
                $$"""{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{node.Name}}"} }""")).GetRawText())!;
            var addresses = node.Names.Select(name => ("Hostname", name)).Concat(node.Addresses.Select(address => ("InternalIP", address)));
            made["status"] = new JsonObject { ["addresses"] = new JsonArray(
                [.. addresses.Select(pair => new JsonObject { ["type"] = pair.Item1, ["address"] = pair.Item2 })]) };
            await admin.PutAsync($"/api/v1/nodes/{node.Name}/status", made.ToJsonString());
        }
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "all-may-ask"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:node-bootstrapper"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:authenticated"}]}
            """);
    }

    // Each by the one who asks; the places of those that were let in as they are, by the names that they got. An API server adds the group
    // of all who are authenticated, writes keys small, and before 1.22 forgets durations: what it made of those is another request.
    private static async Task<Dictionary<string, int>> CreateAsync(LiveControlPlane plane, IEnumerable<CsrDraft> drafts)
    {
        var letIn = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var asker in drafts.Select((draft, place) => (draft, place))
            .GroupBy(item => (item.draft.User, Groups: string.Join(',', item.draft.Groups), Extra: string.Join(',', item.draft.Extra))))
        {
            var first = asker.First().draft;
            if (first.User.Length == 0)
                continue;
            var extra = string.Join(", ", first.Extra.Select(item => $"'{item.Key}': ['{item.Value}']"));
            var groups = string.Join(", ", first.Groups.Where(group => group != "system:authenticated").Select(group => $"'{group}'"));
            using var client = plane.Raw(
                more: $", as: '{first.User}', as-groups: [{groups}]" + (extra.Length == 0 ? "" : $", as-user-extra: {{ {extra} }}"));
            foreach (var (draft, place) in asker)
            {
                var json = (draft with
                {
                    Name = $"csr-{place}",
                    Uid = null,
                    ResourceVersion = null,
                    Created = null,
                    ApiVersion = "certificates.k8s.io/v1",
                    Conditions = [],
                }).Json();
                json.Remove("status");
                try
                {
                    var stored = CsrObject.Read(await client.CreateAsync(Path, json.ToJsonString()), DateTimeOffset.UtcNow)!;
                    if (draft.Groups.ToHashSet().SetEquals(stored.Groups)
                        && draft.Extra.Select(item => item.Key).ToHashSet().SetEquals(stored.Extra.Select(item => item.Key))
                        && stored.RequestorUid == (draft.UserUid ?? "")
                        && stored.RequestedDuration?.TotalSeconds == draft.ExpirationSeconds)
                        letIn[$"csr-{place}"] = place;
                }
                catch (ClusterException e) when (e.Code is >= 400 and < 500)
                {
                }
            }
        }
        return letIn;
    }
}
