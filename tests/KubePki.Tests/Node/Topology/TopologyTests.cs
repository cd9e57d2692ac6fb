using System.Text.Json;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Topology;
using KubePki.Reports;

namespace KubePki.Tests.Node.Topology;

/// <summary>The graph of a node's trust.</summary>
public sealed class TopologyTests
{
    private const string Admin = "/etc/kubernetes/admin.conf";

    [Fact]
    public void It_says_who_signs_presents_and_trusts_what()
    {
        using var node = NodeTree.Unpack("expired-2020");
        var graph = Build(node);
        var lines = Lines(graph);
        string[] expected =
        [
            "ca signs apiserver", "ca signs kubelet.conf", "etcd-ca signs etcd-server", "front-proxy-ca signs front-proxy-client",
            "kube-apiserver presents apiserver", "kube-scheduler presents scheduler.conf", "admin.conf presents admin.conf",
            "kube-controller-manager presents sa", "kubelet presents kubelet.conf",
            "kube-apiserver trusts etcd-ca", "kube-apiserver trusts sa", "kubelet.conf trusts ca", "kubelet trusts ca",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.DoesNotContain("ca signs etcd-server", lines);
        Assert.DoesNotContain("ca signs ca", lines);
        Assert.DoesNotContain(graph.Vertices, vertex => vertex.IsTwin || vertex.IsStranger);
        // The CA is in four kubeconfigs, too, and one vertex all the same.
        Assert.Equal(5, Assert.Single(graph.Vertices, vertex => vertex.Name == "ca").NodePaths.Count);
    }

    [Fact]
    public void Edges_name_vertices_and_nothing_else()
    {
        foreach (var name in new[] { "expired-2020", "healthy", "outage-2019", "power-loss", "cni-leftover" })
        {
            using var node = NodeTree.Unpack(name);
            var graph = Build(node);
            var ids = graph.Vertices.Select(vertex => vertex.Id).ToHashSet();
            Assert.Equal(graph.Vertices.Count, ids.Count);
            Assert.All(graph.Edges, edge => Assert.True(ids.Contains(edge.From) && ids.Contains(edge.To), edge.ToString()));
        }
    }

    [Fact]
    public void Another_clusters_CA_is_a_twin()
    {
        using var node = NodeTree.Unpack("cni-leftover");
        var graph = Build(node);
        var twin = Assert.Single(graph.Vertices, vertex => vertex.IsTwin);
        Assert.Equal((TopologyVertexKind.Authority, "CN=kubernetes"), (twin.Kind, twin.Subject));
        Assert.NotEqual(graph.Vertices.Single(vertex => vertex.Name == "ca").Id, twin.Id);
        Assert.Contains(graph.Edges, edge => edge.Kind == TopologyEdgeKind.Trusts && edge.To == twin.Id);
    }

    // A person may carry the kubeconfig of another cluster; with this cluster's server it is a stale one.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_CA_in_a_persons_kubeconfig_is_a_twin_where_it_is_for_this_cluster(bool isStale)
    {
        using var node = NodeTree.Unpack("healthy");
        using var other = NodeTree.Unpack("expired-2020");
        var text = other.Read(Admin);
        node.Write("/root/.kube/config", !isStale ? text
            : text.Replace(ServerIn(text), ServerIn(node.Read(Admin)), StringComparison.Ordinal));
        var graph = Build(node);
        Assert.Equal(2, graph.Vertices.Count(vertex => vertex.Subject == "CN=kubernetes"));
        Assert.Equal(isStale ? 1 : 0, graph.Vertices.Count(vertex => vertex.IsTwin));
    }

    [Fact]
    public void kubelet_presents_what_it_serves()
    {
        using var node = NodeTree.Unpack("healthy");
        Assert.Contains("kubelet presents kubelet", Lines(Build(node)));
        node.Replace("/var/lib/kubelet/config.yaml", "staticPodPath:", "serverTLSBootstrap: true\nstaticPodPath:");
        Assert.DoesNotContain("kubelet presents kubelet", Lines(Build(node)));
    }

    [Fact]
    public void What_a_CA_elsewhere_has_signed_is_a_stranger()
    {
        using var node = NodeTree.Unpack("healthy");
        File.Delete(node.Path("/etc/kubernetes/pki/etcd/ca.crt"));
        var strangers = Build(node).Vertices.Where(vertex => vertex.IsStranger).Select(vertex => vertex.Name);
        Assert.Equal(["apiserver-etcd-client", "etcd-healthcheck-client", "etcd-peer", "etcd-server"], strangers.Order());
    }

    [Fact]
    public void Names_of_any_kind_stay_names_in_each_language()
    {
        const string Hostile = "a\"]; evil [label=\"<script>`|\\ \u202E";
        var vertex = new TopologyVertex { Id = "sha256:00", Kind = TopologyVertexKind.Authority, Name = Hostile, IsTwin = true };
        var edge = new TopologyEdge(TopologyEdgeKind.Signs, vertex.Id, vertex.Id, Hostile);
        var graph = new KubePkiTopology { Root = "/", Vertices = [vertex], Edges = [edge] };
        Assert.Contains("label=\"a\\\"]; evil [label=\\\"<script>`|\\\\ ?", TopologyText.Dot(graph), StringComparison.Ordinal);
        var mermaid = TopologyText.Mermaid(graph);
        Assert.Contains("[\"a#34;#93;#59; evil #91;label=#34;#60;script#62;#96;#124;#92; #63;", mermaid, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", mermaid, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(TopologyText.Write(graph, "json"));
        Assert.Equal(Hostile, json.RootElement.GetProperty("vertices")[0].GetProperty("name").GetString());
    }

    private static string ServerIn(string kubeconfig) =>
        kubeconfig.Split('\n').Single(line => line.TrimStart().StartsWith("server:", StringComparison.Ordinal));

    private static List<string> Lines(KubePkiTopology graph)
    {
        var names = graph.Vertices.ToDictionary(vertex => vertex.Id, vertex => vertex.Name);
        return [.. graph.Edges.Select(edge => $"{names[edge.From]} {edge.Kind.ToLowerInvariant()} {names[edge.To]}")];
    }

    private static KubePkiTopology Build(NodeTree node) => TopologyBuilder.Build(
        new NodeReader(new ReadOptions { Root = node.Root, AsOf = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero) }).ReadNode());
}
