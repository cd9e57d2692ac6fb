using System.Text;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>What requests are held against: inventories, nodes, networks, policies, further sources.</summary>
public sealed class ContextTests
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static NodeInventory Inventory(string text) => NodeInventory.Parse(text, "nodes.csv").Inventory!;

    private static ApprovalPolicy[] Policies(string yaml) => [.. PolicyFile.Parse(Encoding.UTF8.GetBytes(yaml), "policy.yaml")];

    private static CsrDecision With(string policy, CsrDraft draft) =>
        Cluster.Judge(draft, Cluster.Context with { Policies = Policies(policy) });

    [Theory]
    [InlineData("\uFEFFname,addresses\r\nworker-1,10.0.0.21\r\n")]
    [InlineData("\"Node\";\"IP\"\r\n\"worker-1\";\"10.0.0.21\"\r\n")]
    [InlineData("node name\taddresses\nworker-1\t10.0.0.21\n")]
    [InlineData("# ours\n\nname,internalIP,externalIP\n\nworker-1,10.0.0.21,203.0.113.21")]
    [InlineData("rack,name,ip\n7,worker-1,10.0.0.99\n8,worker-1,10.0.0.21\n")]
    [InlineData("name,addresses\nworker-1,\"10.0.0.9\n10.0.0.21\"\n")]
    [InlineData("hostname,ip address\nworker-1,worker-1.example.org;10.0.0.21\n")]
    public void Inventories_are_read_as_people_write_them(string text)
    {
        var (inventory, problems) = NodeInventory.Parse(text, "nodes.csv");
        Assert.Empty(problems);
        Assert.Contains("10.0.0.21", inventory!.Entries["worker-1"].Addresses!);
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Good, Cluster.Context with { Inventory = inventory }).Decision);
    }

    [Theory]
    [InlineData("name,addresses\nok,10.0.0.1\nBad_Name,10.0.0.2\n", 3)]
    [InlineData("name,addresses\nworker-1,10.0.0.256\n", 2)]
    [InlineData("name,notBefore\nworker-1,soon\n", 2)]
    [InlineData("name,notBefore\nworker-1,7\n", 2)]
    [InlineData("name,notAfter\nworker-1,2026-01-01\nworker-1,2026-01-02\n", 3)]
    [InlineData("name,window\nworker-1,2026-01-01\n", 2)]
    [InlineData("name\n\"worker-1\n", 2)]
    [InlineData("ip,rack\n1,2\n", 1)]
    [InlineData("", 1)]
    public void What_is_wrong_with_an_inventory_has_its_line(string text, int line) =>
        Assert.Equal(line, Assert.Single(NodeInventory.Parse(text, "nodes.csv").Problems).Line);

    [Theory]
    [InlineData("name,window\nworker-5,2026-06-30/2026-07-02\n", CsrAnswer.Approve)]
    [InlineData("name,creation window\nworker-5,2026-06-01/2026-06-30\n", CsrAnswer.Deny)]
    [InlineData("name,created not before,created not after\nworker-5,2026-07-01,2026-07-01\n", CsrAnswer.Approve)]
    [InlineData("name,created_after\nworker-5,2026-07-01T11:59:00Z\n", CsrAnswer.Deny)]
    [InlineData("name,until\nworker-5,2026-07-01T11:59:00+00:00\n", CsrAnswer.Deny)]
    [InlineData("name,window\nworker-5,\n", CsrAnswer.Approve)]
    public void Who_joins_does_so_in_time(string text, CsrAnswer expected) =>
        Assert.Equal(expected,
            Cluster.Judge(CsrDraft.BootstrapOf("worker-5"), Cluster.Context with { Inventory = Inventory(text) }).Decision);

    [Theory]
    [InlineData("worker.localdomain", "worker.localdomain")]
    [InlineData("db-1.example.org", "db-1")]
    public void Names_that_many_homes_have_are_a_nodes_own(string node, string name) =>
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(CsrDraft.ServingOf(node, name),
            Cluster.Context with { Inventory = null, Nodes = [Cluster.Node(node, [name], [])],
                Network = Cluster.Context.Network with { Namespaces = ["default"] } }).Decision);

    [Theory]
    [InlineData(null, CsrAnswer.Defer)]
    [InlineData("name,addresses\nworker-1,10.0.0.21\n", CsrAnswer.Defer)]
    [InlineData("name,addresses,names\nworker-1,10.0.0.21,vault\n", CsrAnswer.Approve)]
    public void A_kubelet_alone_cannot_say_that_it_is_what_a_network_calls_by_one_word(string? inventory, CsrAnswer expected)
    {
        var decision = Cluster.Judge(CsrDraft.ServingOf("worker-1", "vault"), Cluster.Context with
        {
            Nodes = [Cluster.Node("worker-1", ["worker-1", "vault"], ["10.0.0.21"])],
            Inventory = inventory is null ? null : Inventory(inventory),
        });
        Assert.Equal(expected, decision.Decision);
        Assert.Equal(expected == CsrAnswer.Defer, decision.Failed.Contains("NoBareForeignName"));
    }

    [Fact]
    public void Ranges_are_told_as_they_were_written() =>
        Assert.Contains("10.96.0.0/12", Cluster.Judge(CsrDraft.ServingOf("worker-1", "10.111.1.1")).Sentence, StringComparison.Ordinal);

    [Fact]
    public void What_has_a_certificate_is_not_pending()
    {
        var json = Good.Json();
        json["status"] = new System.Text.Json.Nodes.JsonObject
        {
            ["certificate"] = Convert.ToBase64String("-----BEGIN CERTIFICATE-----"u8),
        };
        var csr = Assert.Single(CsrFile.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "csr.json", CsrDraft.AsOf).Requests);
        Assert.Equal((KubeCsrState.Issued, "Pending,Issued"), (csr.State, csr.Condition));
        Assert.Equal("StillPending", Assert.Single(new CsrJudge(Cluster.Context).Judge(csr).Failed));
    }

    [Fact]
    public void Two_nodes_of_one_name_are_none_of_it()
    {
        using var files = NodeTree.Empty();
        var path = files.Write("/nodes.json",
            """[{"metadata": {"name": "a"}, "status": {"addresses": [{"address": "10.0.0.1"}]} }, {"metadata": {"name": "a"} }]""");
        var (nodes, problems) = NodeListFile.Read(path);
        Assert.Null(nodes);
        Assert.StartsWith("there is another Node a before it", Assert.Single(problems).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_requests_are_judged_for_the_moment_of_the_newest()
    {
        KubeCsr[] requests =
        [
            Good.Read(), (Good with { Created = CsrDraft.AsOf.AddDays(-2) }).Read(),
            (Good with { Created = CsrDraft.AsOf.AddDays(400) }).Read(), (Good with { Created = null }).Read(),
        ];
        Assert.Equal(Good.Created, CsrInputs.MomentOf(requests, CsrDraft.AsOf.AddDays(90)));
        Assert.Equal(CsrDraft.AsOf, CsrInputs.MomentOf(requests[3..], CsrDraft.AsOf));
        Assert.Equal(CsrDraft.AsOf, CsrInputs.MomentOf([], CsrDraft.AsOf));
    }

    [Fact]
    public void A_node_with_a_broken_row_is_not_in_the_inventory() =>
        Assert.DoesNotContain("worker-1",
            NodeInventory.Parse("name,addresses\nworker-1,10.0.0.21\nworker-1,x_y\n", "nodes.csv").Inventory!.Entries.Keys);

    [Fact]
    public void What_only_the_node_says_of_itself_is_deferred_where_there_is_an_inventory()
    {
        var context = Cluster.Context with { Inventory = Inventory("name,addresses\nworker-1,10.0.0.7\n") };
        var decision = Cluster.Judge(Good, context);
        Assert.Equal((CsrAnswer.Defer, "InventoryAgrees"), (decision.Decision, decision.Failed.Single()));
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Good, context with { Sources = NodeAddressSource.Node }).Decision);
        // An inventory that has a column of names speaks of names, too.
        Assert.Contains("InventoryAgrees", Cluster.Judge(CsrDraft.ServingOf("worker-1", "worker-1.example.org"),
            Cluster.Context with { Inventory = Inventory("name,names\nworker-1,\n") }).Failed);
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(CsrDraft.ServingOf("worker-1", "worker-1.example.org"),
            Cluster.Context with { Inventory = Inventory("name\nworker-1\n") }).Decision);
    }

    [Fact]
    public void Who_claims_what_the_inventory_gives_to_another_is_denied()
    {
        // worker-10 reports the address of worker-1, and asks for it.
        var context = Cluster.Context with
        {
            Nodes =
            [
                Cluster.Node("worker-10", ["worker-10"], ["10.0.0.30", "10.0.0.21"]),
                .. Cluster.Nodes.Where(node => node.Name != "worker-10"),
            ],
        };
        var thief = Cluster.Judge(CsrDraft.ServingOf("worker-10", "10.0.0.21"), context);
        Assert.Equal((CsrAnswer.Deny, true), (thief.Decision, thief.Failed.Contains("NoOtherNode")));
        Assert.Equal(CsrAnswer.Defer, Cluster.Judge(Good, context).Decision);
        Assert.Equal(CsrAnswer.Defer,
            Cluster.Judge(CsrDraft.ServingOf("worker-10", "10.0.0.21"), context with { Inventory = null }).Decision);
    }

    [Fact]
    public void What_a_node_reports_never_makes_the_clusters_names_its_own()
    {
        var names = new[]
        {
            "kubernetes.default.svc", "api.example.org", "10.0.0.100", "10.96.0.1",
            "127.0.0.1", "10.244.0.5", "localhost", "vault.prod.svc.corp.local",
        };
        foreach (var name in names)
        {
            var isAddress = System.Net.IPAddress.TryParse(name, out _);
            var node = Cluster.Node("worker-1", isAddress ? ["worker-1"] : ["worker-1", name],
                isAddress ? ["10.0.0.21", name] : ["10.0.0.21"]);
            Assert.Equal(CsrAnswer.Deny, Cluster.Judge(CsrDraft.ServingOf("worker-1", "worker-1", name),
                Cluster.Context with { Nodes = [node], Inventory = null }).Decision);
        }
    }

    [Fact]
    public void Pod_ranges_of_nodes_count()
    {
        var nodes = Cluster.Nodes.Append(Cluster.Node("worker-8", [], []) with { PodRanges = ["10.0.0.16/28"] }).ToArray();
        Assert.Contains("NoPodAddress", Cluster.Judge(Good, Cluster.Context with { Nodes = nodes }).Failed);
    }

    [Fact]
    public void A_node_that_is_being_deleted_is_deferred() => Assert.Equal("NodeIsStaying", Cluster.Judge(Good,
        Cluster.Context with { Nodes = [Cluster.Nodes[1] with { IsBeingDeleted = true }] }).Failed.Single());

    [Fact]
    public void Dns_confirms_and_never_proves()
    {
        JudgeContext Ask(AddressEvidence answer, NodeAddressSource also = NodeAddressSource.Node) =>
            Cluster.Context with { Sources = NodeAddressSource.Dns | also, Inventory = null, Dns = _ => answer };
        var all = new AddressEvidence { Names = ["worker-1"], Addresses = ["10.0.0.21"] };
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Good, Ask(all)).Decision);
        Assert.Equal(CsrAnswer.Defer, Cluster.Judge(Good, Ask(all, NodeAddressSource.None)).Decision);
        Assert.Equal(CsrAnswer.Defer, Cluster.Judge(Good, Ask(all with { Addresses = ["10.0.0.9"] })).Decision);
        var down = Cluster.Judge(Good, Ask(new AddressEvidence { Failure = "SERVFAIL" }));
        Assert.Equal((CsrAnswer.Defer, "DnsAgrees"), (down.Decision, down.Failed.Single()));
    }

    [Fact]
    public void A_served_certificate_is_a_source()
    {
        var context = Cluster.Context with
        {
            Inventory = null,
            Sources = NodeAddressSource.Served,
            Served = _ => new AddressEvidence { Names = ["worker-1"], Addresses = ["10.0.0.21"] },
        };
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Good, context).Decision);
        Assert.Equal(CsrAnswer.Defer,
            Cluster.Judge(Good, context with { Served = _ => new AddressEvidence { Failure = "refused" } }).Decision);
    }

    [Fact]
    public void The_signers_CA_must_last_and_be_trusted()
    {
        var ca = new KubeCertificate
        {
            Name = "ca",
            Path = "ca.crt",
            NodePath = "ca.crt",
            Subject = "CN=kubernetes",
            CommonName = "kubernetes",
            Issuer = "CN=kubernetes",
            SerialNumber = "0",
            Fingerprint = "",
            PublicKeyHash = "aa",
            NotAfter = CsrDraft.AsOf.AddDays(30),
        };
        Assert.Equal(CsrAnswer.Approve,
            Cluster.Judge(Good, Cluster.Context with { SignerAuthority = ca, TrustedAuthorities = [ca] }).Decision);
        Assert.Equal("SignerAuthority", Cluster.Judge(Good,
            Cluster.Context with { SignerAuthority = ca, TrustedAuthorities = [ca with { PublicKeyHash = "bb" }] }).Failed.Single());
        Assert.Equal("SignerAuthority",
            Cluster.Judge(Good with { ExpirationSeconds = 86400 * 60 }, Cluster.Context with { SignerAuthority = ca }).Failed.Single());
    }

    [Theory]
    [InlineData("kubelet-serving: {nodeNames: ['worker-[0-9]']}", null)]
    [InlineData("kubelet-serving: {nodeNames: ['worker-']}", "NodeNameOfPolicy")]
    [InlineData("kubelet-serving: {nodeNames: ['orker-1']}", "NodeNameOfPolicy")]
    [InlineData("kubelet-serving: {nodeNames: ['a|worker-1']}", null)]
    [InlineData("kubelet-serving: {nodeNames: ['worker-1|']}", null)]
    [InlineData("kubelet-serving: {dnsNames: ['worker-\\d+']}", null)]
    [InlineData("kubelet-serving: {dnsNames: ['cp-\\d+']}", "DnsNameOfPolicy")]
    [InlineData("kubelet-serving: {addressRanges: [10.0.0.0/24]}", null)]
    [InlineData("kubelet-serving: {addressRanges: [10.0.1.0/24, 'fd00::/8']}", "AddressRangeOfPolicy")]
    [InlineData("kubelet-serving: {requireDuration: true}", "DurationIsSaid")]
    [InlineData("kubelet-serving: {keyTypes: [ECDSA-P256]}", null)]
    [InlineData("kubelet-serving: {keyTypes: [RSA-2048, ECDSA-P384]}", "KeyTypeOfPolicy")]
    [InlineData("kubelet-serving: {requiredEvidence: [Node, inventory]}", null)]
    [InlineData("kubelet-serving: {requiredEvidence: [Served]}", "RequiredEvidence")]
    [InlineData("kubelet-serving: {maxNames: 2}", null)]
    [InlineData("kubelet-serving: {maxNames: 1}", "NameCount")]
    [InlineData("kubelet-serving: {maxAge: 1m}", "NotTooOld")]
    [InlineData("kubelet-serving:", null)]
    [InlineData("kubelet-client:", "SignerInScope")]
    public void Policies_narrow(string policy, string? failed) => Assert.Equal(failed, With(policy, Good).Failed.SingleOrDefault());

    [Fact]
    public void A_node_that_has_no_address_yet_is_waited_for()
    {
        var young = Cluster.Context with { Inventory = null, Nodes = [Cluster.Node("worker-1", ["worker-1"], [])] };
        var decision = Cluster.Judge(Good, young);
        Assert.Equal((CsrAnswer.Defer, false), (decision.Decision, decision.Rules.Any(rule => rule.Answer == CsrAnswer.Deny)));
        Assert.Contains("its Node object has no address yet", decision.Sentence, StringComparison.Ordinal);
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Good, young with { Inventory = Cluster.Inventory }).Decision);
        var other = young with { Nodes = [Cluster.Node("worker-1", ["worker-1"], ["10.0.0.9"])] };
        Assert.Equal(CsrAnswer.Deny, Cluster.Judge(Good, other).Decision);
    }

    [Fact]
    public void Which_policy_a_kubelets_request_needs_is_said()
    {
        var decision = Cluster.Judge(CsrDraft.RenewalOf("worker-1"), Cluster.Context with { Policies = Policies("kubelet-serving: {}") });
        Assert.Equal(CsrAnswer.Defer, decision.Decision);
        Assert.Contains("add -Policy kubelet-client (kubepki: --policy kubelet-client)", decision.Sentence, StringComparison.Ordinal);
        Assert.Contains(" add --policy kubelet-client.", KubePki.Reports.DecisionTable.WriteLine(decision), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_may_demand_a_shorter_time()
    {
        Assert.Equal("Duration", With("kubelet-serving: {maxDuration: 30d}", Good with { ExpirationSeconds = 86400 * 31 }).Failed.Single());
        Assert.Empty(With("kubelet-serving: {maxDuration: 30d}", Good with { ExpirationSeconds = 86400 * 30 }).Failed);
        Assert.Equal("RequiredEvidenceOfNode",
            Cluster.Judge(CsrDraft.RenewalOf("worker-1"), Cluster.Context with
            {
                Inventory = null,
                Policies = Policies("kubelet-client: {requiredEvidence: [Inventory]}"),
            }).Failed.Single());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a: [", 1)]
    [InlineData("kubelet-serving:\n  nodeName: [a]\n", 2)]
    [InlineData("kube-apiserver-client: {}\n", 1)]
    [InlineData("kubelet-serving: {}\nkubelet-serving: {}\n", 2)]
    [InlineData("kubelet-serving:\n  nodeNames:\n  - ok\n  - 'a('\n", 4)]
    [InlineData("kubelet-serving:\n  nodeNames: ['a)|(b']\n", 2)]
    [InlineData("kubelet-serving:\n  nodeNames: ['(?=a)b']\n", 2)]
    [InlineData("kubelet-serving:\n  nodeNames: []\n", 2)]
    [InlineData("kubelet-serving:\n\n  addressRanges: [10.0.0.0/33]\n", 3)]
    [InlineData("kubelet-serving:\n  maxDuration: 10y\n", 2)]
    [InlineData("kubelet-serving:\n  maxDuration: 1m\n", 2)]
    [InlineData("kubelet-serving:\n  maxAge: 2d\n", 2)]
    [InlineData("kubelet-serving:\n  maxNames: 33\n", 2)]
    [InlineData("kubelet-serving:\n  maxNames: 0\n", 2)]
    [InlineData("kubelet-serving:\n  requireDuration: maybe\n", 2)]
    [InlineData("kubelet-serving:\n  requiredEvidence: [7]\n", 2)]
    [InlineData("kubelet-serving:\n  keyTypes: [Ed25519]\n", 2)]
    [InlineData("kubelet-client:\n  dnsNames: [a]\n", 2)]
    [InlineData("kubelet-client: 7\n", 1)]
    [InlineData("kubelet-serving: {}\n---\nkubelet-client: {}\n", 3)]
    public void What_is_wrong_with_a_policy_has_its_line(string yaml, int line)
    {
        var problem = Assert.Throws<PkiProblemException>(() => Policies(yaml)).Problem;
        Assert.Equal(("policy.yaml", line), (problem.Path, problem.Line));
    }

    [Fact]
    public void A_pattern_takes_no_more_than_its_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        With("kubelet-serving: {nodeNames: ['(a+)+b']}", CsrDraft.ServingOf(new string('a', 60), "x"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), "a pattern takes exponential time");
    }

    [Fact]
    public void Many_are_judged_in_their_order()
    {
        var requests = Enumerable.Range(0, 300)
            .Select(i => (i % 3 == 0 ? Good with { Usages = [] } : Good).Read() with { Name = $"csr-{i}" }).ToArray();
        var decisions = new CsrJudge(Cluster.Context).JudgeAll(requests).ToArray();
        Assert.Equal(requests.Select(csr => csr.Name), decisions.Select(decision => decision.Name));
        Assert.All(decisions.Index(), item => Assert.Equal(item.Index % 3 == 0 ? CsrAnswer.Deny : CsrAnswer.Approve, item.Item.Decision));
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => new CsrJudge(Cluster.Context).JudgeAll(requests, stopped.Token).Count());
    }

    [Fact]
    public void Decisions_are_the_same_each_time() =>
        Assert.Equal(Cluster.Judge(Good).Rules, Cluster.Judge(Good).Rules);

    [Theory]
    [InlineData("https://api.example.org:6443/x", "api.example.org")]
    [InlineData("10.0.0.1:6443", "10.0.0.1")]
    [InlineData("[fd00::1]:6443", "fd00::1")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("API.example.org.", "API.example.org.")]
    [InlineData("a b", "")]
    [InlineData("", "")]
    public void Endpoints_are_names_addresses_and_URLs(string text, string host) => Assert.Equal(host, NetworkFacts.HostOf(text));
}
