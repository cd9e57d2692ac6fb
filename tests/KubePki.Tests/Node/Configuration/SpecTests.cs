using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Node.Reading;
using KubePki.Reports;
using KubePki.Yaml;
using static KubePki.Tests.TreeEdits;

namespace KubePki.Tests.Node.Configuration;

/// <summary>The cluster's configuration, rebuilt from a node's files.</summary>
public sealed class SpecTests
{
    private const string ApiServer = "/etc/kubernetes/manifests/kube-apiserver.yaml";
    private const string Range = "--service-cluster-ip-range=10.96.0.0/12";

    [Fact]
    public void Each_value_has_its_source()
    {
        var spec = Build("healthy");
        Assert.True(spec.IsControlPlane);
        Assert.Equal(new SpecValue("cp1", "kubelet --hostname-override"), spec.NodeName);
        Assert.Equal(("v1.20.2", 20), (spec.KubernetesVersion!.Value, spec.KubernetesMinor));
        Assert.Equal(new SpecValue("10.2.1.151", $"{ApiServer} --advertise-address"), spec.AdvertiseAddress);
        Assert.Equal(new SpecValue("k8s.example.internal:6443", "/etc/kubernetes/admin.conf server"), spec.ControlPlaneEndpoint);
        Assert.Equal(new SpecValue("10.96.0.0/12", $"{ApiServer} --service-cluster-ip-range"), spec.ServiceSubnet);
        Assert.Equal("10.96.0.1", spec.ServiceAddress!.Value);
        Assert.Equal(new SpecValue("cluster.local", "/var/lib/kubelet/config.yaml clusterDomain"), spec.DnsDomain);
        Assert.Equal(("/etc/kubernetes/pki", "k8s.gcr.io", "/var/lib/etcd", "kubernetes", "6443"),
            (spec.CertificatesDirectory!.Value, spec.ImageRepository!.Value,
                spec.EtcdDataDirectory!.Value, spec.ClusterName!.Value, spec.BindPort!.Value));
        Assert.Equal(["10.2.1.139", "10.2.0.100"], spec.ExtraNames.Select(name => name.Value));
        Assert.Equal(["10.2.1.151"], spec.NodeAddresses.Select(address => address.Value));
        Assert.Equal(["kubernetes", "kubernetes.default", "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local", "10.96.0.1", "10.2.1.151", "cp1", "k8s.example.internal"],
            spec.RequiredApiServerNames.Select(name => name.Value));
        Assert.Equal(["localhost", "127.0.0.1", "10.2.1.151", "cp1"], spec.RequiredEtcdNames.Select(name => name.Value));
        Assert.Empty(spec.Contradictions);
    }

    [Fact]
    public void A_worker_tells_less()
    {
        var spec = Build("power-loss");
        Assert.False(spec.IsControlPlane);
        Assert.Equal("node30", spec.NodeName!.Value);
        Assert.Null(spec.AdvertiseAddress);
        Assert.Empty(spec.RequiredApiServerNames);
        var contradiction = Assert.Single(spec.Contradictions);
        Assert.Equal((nameof(NodeSpec.NodeName), "node30", "node30.eams.supwisdom.com"),
            (contradiction.Name, contradiction.Taken.Value, contradiction.Other.Value));
    }

    [Fact]
    public void The_first_that_says_it_is_believed_and_who_says_otherwise_contradicts_it()
    {
        var spec = Build("healthy", tree =>
        {
            tree.Replace("/etc/kubernetes/manifests/kube-scheduler.yaml", "v1.20.2", "v1.19.7");
            tree.Replace("/etc/kubernetes/manifests/etcd.yaml", "--advertise-client-urls=https://10.2.1.151:2379",
                "--advertise-client-urls=https://10.2.1.152:2379");
            tree.Replace("/var/lib/kubelet/config.yaml", "clusterDomain: cluster.local", "clusterDomain: other.local");
        });
        Assert.Equal(("v1.20.2", "10.2.1.151", "other.local"),
            (spec.KubernetesVersion!.Value, spec.AdvertiseAddress!.Value, spec.DnsDomain!.Value));
        Assert.Equal([("AdvertiseAddress", "10.2.1.152"), ("DnsDomain", "cluster.local"), ("KubernetesVersion", "v1.19.7")],
            spec.Contradictions.Select(contradiction => (contradiction.Name, contradiction.Other.Value)).Order());
    }

    [Fact]
    public void The_cloud_gives_a_node_its_name()
    {
        var spec = Build("healthy", tree =>
        {
            tree.Write("/etc/hostname", "somehost\n");
            tree.Replace("/var/lib/kubelet/kubeadm-flags.env", "--hostname-override=cp1", "--cloud-provider=aws");
        });
        Assert.Equal("cp1", spec.NodeName!.Value);
        Assert.Empty(spec.Contradictions);
    }

    [Theory]
    [InlineData("10.96.0.0/12", "10.96.0.1")]
    [InlineData("fd00::/108", "fd00::1")]
    [InlineData("10.96.0.0/12,fd00::/108", "10.96.0.1")]
    [InlineData("fd00::/108,10.96.0.0/12", "fd00::1")]
    [InlineData("10.0.5.7/16", "10.0.0.1")]
    [InlineData("10.96.0.0", null)]
    [InlineData("nonsense/12", null)]
    [InlineData("10.96.0.0/99", null)]
    public void The_service_kubernetes_has_the_first_address(string range, string? expected) =>
        Assert.Equal(expected,
            Build("healthy", tree => tree.Replace(ApiServer, Range, $"--service-cluster-ip-range={range}")).ServiceAddress?.Value);

    [Theory]
    [InlineData("https://[fd00::10]:6443", "[fd00::10]:6443", "fd00::10")]
    [InlineData("https://lb.example:8443", "lb.example:8443", "lb.example")]
    [InlineData("https://10.2.1.151:6443", null, null)]
    [InlineData("https://127.0.0.1:6443", null, null)]
    [InlineData("https://localhost:6443", null, null)]
    public void The_endpoint_is_that_of_the_nodes_kubeconfigs_unless_it_is_the_node(string server, string? endpoint, string? required)
    {
        var spec = Build("healthy", tree => tree.Set("/etc/kubernetes/admin.conf", "server", server));
        Assert.Equal(endpoint, spec.ControlPlaneEndpoint?.Value);
        Assert.True(required is null || spec.RequiredApiServerNames.Any(name => name.Value == required));
    }

    [Fact]
    public void An_endpoint_of_localhost_that_somebody_chose_is_kept()
    {
        var spec = Build("healthy", tree =>
        {
            tree.Set("/etc/kubernetes/admin.conf", "server", "https://localhost:6443");
            tree.Issue("apiserver", new TestCertificate("CN=kube-apiserver")
            {
                Usages = ["serverAuth"],
                Names = ["localhost", "kubernetes", "kubernetes.default.svc.cluster.local", "10.96.0.1", "10.2.1.151"],
            });
        });
        Assert.Equal("localhost:6443", spec.ControlPlaneEndpoint!.Value);
        Assert.Contains("controlPlaneEndpoint: \"localhost:6443\"", KubeadmConfiguration.Write(spec), StringComparison.Ordinal);
    }

    // What each distribution's files tell, and no more.
    [Theory]
    [InlineData("hardway-expired", "controller-0", "10.240.0.10", "cluster.local", "10.32.0.0/24", "/var/lib/kubernetes")]
    [InlineData("rke1-expired", "rke1", null, "cluster.local", null, "/etc/kubernetes/ssl")]
    [InlineData("microk8s-frontproxy", "mk1", null, "cluster.local", "10.152.183.0/24", "/var/snap/microk8s/current/certs")]
    [InlineData("kops-aggregator-mismatch", "i-0abc", "192.0.2.100", "cluster.local", "100.64.0.0/13", "/srv/kubernetes")]
    [InlineData("kubespray-expired", "node1", "192.0.2.110", "cluster.local", "10.233.0.0/18", "/etc/kubernetes/ssl")]
    [InlineData("k3s-dynamic-cert", "k3s-1", null, "cluster.local", null, null)]
    public void Distributions_tell_theirs(string name, string node, string? address, string? domain, string? services, string? directory)
    {
        using var tree = NodeTree.UnpackField(name);
        var spec = SpecBuilder.Build(new NodeReader(new ReadOptions { Root = tree.Path("/root"), AsOf = TestPki.AsOf }).ReadNode());
        Assert.Equal((node, address, domain, services, directory), (spec.NodeName?.Value, spec.AdvertiseAddress?.Value,
            spec.DnsDomain?.Value, spec.ServiceSubnet?.Value, spec.CertificatesDirectory?.Value));
    }

    [Theory]
    [InlineData("v1beta2")]
    [InlineData("v1beta3")]
    [InlineData("v1beta4")]
    public void The_configuration_for_kubeadm_can_be_read_again(string version)
    {
        var documents = YamlText.Parse(KubeadmConfiguration.Write(Build("healthy"), version)).Documents;
        Assert.Equal(["InitConfiguration", "ClusterConfiguration"], documents.Select(document => document.Text("kind")));
        Assert.All(documents, document => Assert.Equal($"kubeadm.k8s.io/{version}", document.Text("apiVersion")));
        Assert.Equal(("10.2.1.151", "6443", "cp1"), (documents[0].Text("localAPIEndpoint", "advertiseAddress"),
            documents[0].Text("localAPIEndpoint", "bindPort"), documents[0].Text("nodeRegistration", "name")));
        Assert.Equal(("v1.20.2", "k8s.example.internal:6443", "10.96.0.0/12", "/var/lib/etcd"),
            (documents[1].Text("kubernetesVersion"), documents[1].Text("controlPlaneEndpoint"),
                documents[1].Text("networking", "serviceSubnet"), documents[1].Text("etcd", "local", "dataDir")));
        var names = Assert.IsType<YamlSequence>(documents[1].At("apiServer", "certSANs"));
        Assert.Equal(["10.2.1.139", "10.2.0.100"], names.Items.Select(item => ((YamlScalar)item).Value));
    }

    [Theory]
    [InlineData("v1.20.2", "v1beta2")]
    [InlineData("v1.22.0", "v1beta3")]
    [InlineData("v1.31.1", "v1beta4")]
    [InlineData(null, "v1beta4")]
    public void The_version_of_the_format_follows_that_of_the_cluster(string? kubernetes, string expected) =>
        Assert.Equal(expected, KubeadmConfiguration.VersionFor(
            new NodeSpec { KubernetesVersion = kubernetes is null ? null : new SpecValue(kubernetes, "test") }));

    [Theory]
    [InlineData("No")]
    [InlineData("y")]
    [InlineData("TRUE")]
    [InlineData("~")]
    [InlineData("0x10")]
    [InlineData("1e3")]
    [InlineData("12:30")]
    [InlineData("- a")]
    [InlineData("a: b # c")]
    [InlineData("\"quoted\" and 'quoted'")]
    [InlineData("two\nlines\u0001")]
    [InlineData("*alias")]
    [InlineData("")]
    public void Odd_values_stay_texts(string value)
    {
        var odd = new SpecValue(value, "a source\nwith two lines");
        var documents = YamlText.Parse(
            KubeadmConfiguration.Write(new NodeSpec { NodeName = odd, ClusterName = odd, ExtraNames = [odd] })).Documents;
        var name = Assert.IsType<YamlScalar>(documents[0].At("nodeRegistration", "name"));
        Assert.Equal((value, false, null), (name.Value, name.IsNull, name.AsBoolean()));
        Assert.Equal(value, documents[1].Text("clusterName"));
    }

    private static NodeSpec Build(string name, Action<NodeTree>? change = null)
    {
        using var tree = NodeTree.Unpack(name);
        change?.Invoke(tree);
        return SpecBuilder.Build(new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode());
    }
}
