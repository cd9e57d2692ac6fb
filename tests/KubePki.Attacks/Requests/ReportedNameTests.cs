using System.Net;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Tests.Cluster.Csr.Policy;
using Known = KubePki.Tests.Cluster.Csr.Policy.Cluster;

namespace KubePki.Attacks.Requests;

/// <summary>A worker whose Node object says that names and addresses of others are its own, and that asks for these.</summary>
public sealed class ReportedNameTests
{
    private static readonly TextList Namespaces = ["default", "shop", "kube-system"];

    [Theory]
    [InlineData("metrics-server.kube-system")]
    [InlineData("foo.default")]
    [InlineData("foo.kube-public")]
    [InlineData("foo.kube-node-lease")]
    [InlineData("webhook.shop")]
    [InlineData("foo.svc")]
    [InlineData("foo.shop.svc")]
    [InlineData("10-244-1-2.shop.pod")]
    [InlineData("host.docker.internal")]
    [InlineData("gateway.docker.internal")]
    [InlineData("kubernetes.docker.internal")]
    [InlineData("host.containers.internal")]
    [InlineData("host.lima.internal")]
    [InlineData("host.minikube.internal")]
    public void What_pods_find_under_another_meaning_is_denied(string name) =>
        Assert.Equal((CsrAnswer.Deny, "NoClusterNames"), Answer(name, Namespaces));

    [Theory]
    [InlineData("foo.default")]
    [InlineData("metrics-server.kube-system")]
    public void Every_cluster_has_these_namespaces(string name) => Assert.Equal((CsrAnswer.Deny, "NoClusterNames"), Answer(name, []));

    [Theory]
    [InlineData("webhook.ns")]
    [InlineData("node.kubernetes")]
    [InlineData("webhook.shop")]
    [InlineData("node1.lan")]
    [InlineData("node1.internal")]
    public void Where_the_namespaces_are_not_known_two_labels_are_deferred(string name)
    {
        Assert.Equal((CsrAnswer.Defer, "NoClusterNames"), Answer(name, []));
        // The node's own name is one more name.
        Assert.Equal(CsrAnswer.Defer, Known.Judge(CsrDraft.ServingOf(name, name), Known.Context with
        {
            Inventory = null,
            Nodes = [Known.Node(name, [name], [])],
        }).Decision);
    }

    [Theory]
    [InlineData("node1.lan")]
    [InlineData("node1.local")]
    [InlineData("node1.internal")]
    [InlineData("node1.rack.lan")]
    public void A_node_of_a_network_is_approved_where_they_are_known_or_an_inventory_has_it(string name)
    {
        var context = Known.Context with { Inventory = null, Nodes = [Known.Node(name, [name], [])] };
        Assert.Equal(CsrAnswer.Approve, Known.Judge(CsrDraft.ServingOf(name, name),
            context with { Network = context.Network with { Namespaces = Namespaces } }).Decision);
        Assert.Equal(CsrAnswer.Approve, Known.Judge(CsrDraft.ServingOf(name, name),
            context with { Inventory = NodeInventory.Parse($"name\n{name}\n", "nodes.csv").Inventory }).Decision);
    }

    [Fact]
    public void What_an_inventory_has_and_a_namespace_too_is_for_a_person() => Assert.Equal(CsrAnswer.Defer,
        Known.Judge(CsrDraft.ServingOf("node1.shop", "node1.shop"), Known.Context with
        {
            Network = Known.Context.Network with { Namespaces = Namespaces },
            Inventory = NodeInventory.Parse("name\nnode1.shop\n", "nodes.csv").Inventory,
            Nodes = [Known.Node("node1.shop", ["node1.shop"], [])],
        }).Decision);

    [Theory]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.0.8")]
    [InlineData("192.88.99.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd00:ec2::23")]
    [InlineData("fd20:ce::254")]
    [InlineData("fd00:c1::a9fe:a9fe")]
    [InlineData("fd00:42::42")]
    [InlineData("fec0::1")]
    [InlineData("fec1::1")]
    [InlineData("100::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:1f::1")]
    public void Addresses_of_no_machine_are_denied(string address) =>
        Assert.Equal((CsrAnswer.Deny, "NoSpecialAddress"), Answer(address, Namespaces));

    [Theory]
    [InlineData("168.63.129.17")]
    [InlineData("100.100.100.201")]
    [InlineData("192.0.1.8")]
    [InlineData("192.0.2.8")]
    [InlineData("198.18.0.7")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("192.88.98.1")]
    [InlineData("fd00:ec3::254")]
    [InlineData("fd20:ce::255")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:20::1")]
    [InlineData("fd00::1")]
    public void Addresses_beside_them_are_a_nodes_own(string address) =>
        Assert.Equal(CsrAnswer.Approve, Answer(address, Namespaces).Decision);

    [Theory]
    [InlineData("../csr")]
    [InlineData("csr-1\n")]
    [InlineData("csr 1")]
    [InlineData("..")]
    [InlineData("csr%2f1")]
    [InlineData("csr-1?x")]
    [InlineData("csr-\u00e9")]
    public void A_name_that_no_API_server_gives_is_not_decided(string name)
    {
        var decision = Known.Judge(Forgery.Serving with { Name = name });
        Assert.Equal((CsrAnswer.Defer, "WellFormedObject"), (decision.Decision, decision.Failed.Single()));
    }

    [Theory]
    [InlineData("csr-8xk2p")]
    [InlineData("node-csr-c69HXe7aYcqkS1bKmH4faEnHAWxn6i2bHZ2mD04jZyQ")]
    [InlineData("node-csr-_x-Y.z")]
    public void Names_of_kubeadm_and_kubelets_are(string name) =>
        Assert.Equal(CsrAnswer.Approve, Known.Judge(Forgery.Serving with { Name = name }).Decision);

    [Fact]
    public void An_empty_time_of_deletion_is_one() =>
        Assert.Equal("RequestIsStaying", Known.Judge(Forgery.Serving with { Deleted = "" }).Failed.Single());

    private static (CsrAnswer Decision, string? Rule) Answer(string name, TextList namespaces)
    {
        var isAddress = IPAddress.TryParse(name, out _);
        var decision = Known.Judge(CsrDraft.ServingOf("worker-1", "worker-1", name), Known.Context with
        {
            Inventory = null,
            Network = Known.Context.Network with { Namespaces = namespaces },
            Nodes = [Known.Node("worker-1", isAddress ? ["worker-1"] : ["worker-1", name],
                isAddress ? ["10.0.0.21", name] : ["10.0.0.21"])],
        });
        return (decision.Decision, decision.Failed.Count > 0 ? decision.Failed[0] : null);
    }
}
