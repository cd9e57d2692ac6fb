using System.Text;
using System.Text.Json;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Addresses of services, where a node itself says that one is its own.</summary>
public sealed class ServiceRangeTests
{
    // A worker that reports whatever address it likes.
    private static JudgeContext Context(NetworkFacts network, params string[] addresses) => Cluster.Context with
    {
        Inventory = null,
        Network = network,
        Nodes = [Cluster.Node("worker-1", ["worker-1"], TextList.From(addresses))],
    };

    private static CsrDraft Asking(params string[] names) => CsrDraft.ServingOf("worker-1", names);

    [Theory]
    [InlineData("10.0.0.21")]
    [InlineData("10.100.0.7")]
    [InlineData("fd00::7")]
    public void Without_ranges_an_address_is_deferred(string address)
    {
        var decision = Cluster.Judge(Asking("worker-1", address), Context(new NetworkFacts(), address));
        Assert.Equal((CsrAnswer.Defer, "NoServiceAddress"), (decision.Decision, decision.Failed.Single()));
        Assert.Contains("the service address ranges are not known", decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_alone_is_not() => Assert.Equal(CsrAnswer.Approve,
        Cluster.Judge(Asking("worker-1"), Context(new NetworkFacts())).Decision);

    [Fact]
    public void What_the_inventory_has_is_not_what_a_node_says_of_itself() =>
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Asking("worker-1", "10.0.0.21"),
            Cluster.Context with { Network = new NetworkFacts() }).Decision);

    [Fact]
    public void An_inventory_without_addresses_says_nothing_of_them() => Assert.Equal("NoServiceAddress",
        Cluster.Judge(Asking("10.0.0.21"), Cluster.Context with { Network = new NetworkFacts(),
            Inventory = NodeInventory.Parse("name\nworker-1\n", "nodes.csv").Inventory }).Failed.Single());

    [Fact]
    public void Addresses_of_services_that_were_seen_are_no_ranges()
    {
        var network = new NetworkFacts { ClusterAddresses = ["10.96.0.1"], ServiceAddresses = ["203.0.113.9"] };
        Assert.Equal(CsrAnswer.Deny, Cluster.Judge(Asking("10.96.0.1"), Context(network, "10.96.0.1")).Decision);
        Assert.Equal(CsrAnswer.Deny, Cluster.Judge(Asking("203.0.113.9"), Context(network, "203.0.113.9")).Decision);
        Assert.Equal(CsrAnswer.Defer, Cluster.Judge(Asking("10.96.0.2"), Context(network, "10.96.0.2")).Decision);
    }

    [Fact]
    public void A_service_outside_of_the_ranges_shows_that_they_are_not_all()
    {
        var network = new NetworkFacts { ServiceRanges = ["10.96.0.0/16"], ClusterAddresses = ["10.96.0.1", "10.100.0.1"] };
        var decision = Cluster.Judge(Asking("10.100.0.7"), Context(network, "10.100.0.7"));
        Assert.Equal((CsrAnswer.Defer, "NoServiceAddress"), (decision.Decision, decision.Failed.Single()));
        Assert.Contains("the service address 10.100.0.1 is not in a known range, so some ranges are missing",
            decision.Sentence, StringComparison.Ordinal);
        Assert.Equal(CsrAnswer.Approve, Cluster.Judge(Asking("10.100.0.7"),
            Context(network with { ClusterAddresses = ["10.96.0.1"] }, "10.100.0.7")).Decision);
    }

    [Fact]
    public void Each_source_adds_and_is_told()
    {
        var network = new NetworkFacts { ServiceRanges = ["10.96.0.0/16"] }.WithServiceRanges(["10.100.0.0/16", "fd00:96::/112"],
            "ServiceCIDR objects").WithServiceRanges([], "nobody");
        Assert.Equal(["specified manually", "ServiceCIDR objects"], network.ServiceRangeSources);
        foreach (var address in new[] { "10.96.1.1", "10.100.1.1", "fd00:96::7" })
            Assert.Equal(CsrAnswer.Deny, Cluster.Judge(Asking(address), Context(network, address)).Decision);
        var pass = Cluster.Judge(Asking("10.0.0.21"), Context(network, "10.0.0.21")).Rules.Single(rule => rule.Rule == "NoServiceAddress");
        Assert.Equal("none is in 10.96.0.0/16, 10.100.0.0/16, fd00:96::/112 (specified manually, ServiceCIDR objects)", pass.Evidence);
    }

    public static TheoryData<string> Lists() => new()
    {
        """
        {"items": [{"metadata": {"name": "kubernetes"}, "spec": {"cidrs": ["10.96.0.0/16", "fd00:96::/112"]} },
          {"metadata": {"name": "more", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"cidrs": ["10.100.0.0/16"]} }]}
        """,
        """
        {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "spec": {"cidrs": ["10.96.0.0/16", "fd00:96::/112"]} }
        {"apiVersion": "networking.k8s.io/v1beta1", "kind": "ServiceCIDR", "spec": {"cidrs": ["10.100.0.0/16"]} }
        """,
        """
        apiVersion: v1
        kind: List
        items:
        - kind: ServiceCIDR
          spec:
            cidrs: [10.96.0.0/16, 'fd00:96::/112']
        - kind: ServiceCIDR
          spec: {cidrs: [10.100.0.0/16]}
        """,
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void All_ranges_of_a_file_count(string text)
    {
        using var files = NodeTree.Empty();
        var context = new CsrInputs { AsOf = CsrDraft.AsOf, ServiceCidrFile = files.Write("/cidrs", text),
            Network = new NetworkFacts { ServiceRanges = ["10.50.0.0/16"] } }.Read([], []);
        Assert.Equal(["10.50.0.0/16", "10.96.0.0/16", "fd00:96::/112", "10.100.0.0/16"], context.Network.ServiceRanges);
        Assert.Equal(["specified manually", "ServiceCIDR objects"], context.Network.ServiceRangeSources);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{\"items\": []}", "it contains no ServiceCIDR")]
    [InlineData("{\"items\": [{\"kind\": \"Node\", \"spec\": {\"cidrs\": [\"10.96.0.0/16\"]}}]}", "this is not a ServiceCIDR")]
    [InlineData("{\"items\": [{\"spec\": {\"cidrs\": [\"10.96.0.0/16\"]}}, {\"spec\": {\"cidrs\": [\"10.96\"]}}]}",
        "not valid address ranges")]
    [InlineData("{\"items\": [{\"spec\": {\"cidrs\": [7]}}]}", "not valid address ranges")]
    [InlineData("{\"items\": [{\"spec\": {\"cidrs\": [\"10.96.0.0/16\"], \"cidrs\": [\"10.0.0.0/8\"]}}]}", "not valid address ranges")]
    [InlineData("{\"items\": [{\"apiVersion\": \"example.org/v1\", \"spec\": {\"cidrs\": [\"10.96.0.0/16\"]}}]}",
        "this is not a ServiceCIDR")]
    [InlineData("{\"items\": [{\"spec\": {\"cidrs\": [\"10.96.0.0/16\"]}}", "truncated")]
    public void Half_of_a_file_is_no_answer(string text, string reason)
    {
        using var files = NodeTree.Empty();
        var path = files.Write("/cidrs.json", text);
        Assert.Contains(reason, Assert.Throws<PkiProblemException>(() =>
            new CsrInputs { AsOf = CsrDraft.AsOf, ServiceCidrFile = path }.Read([], [])).Problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_of_an_API_server_does_not_say_what_it_is()
    {
        using var item = JsonDocument.Parse("""{"spec": {"cidrs": ["10.96.0.0/16"]}}""");
        Assert.Equal(["10.96.0.0/16"], ServiceCidrFile.Read(item.RootElement));
    }
}
