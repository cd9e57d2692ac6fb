using KubePki.Model;

namespace KubePki.Tests.Logs;

/// <summary>Who dialled, and from where, tells whose certificate was rejected.</summary>
public sealed class EtcdTieTests
{
    private const string Manifest = "/etc/kubernetes/manifests/etcd.yaml";
    private const string Peer = "/etc/kubernetes/pki/etcd/peer.crt";

    private const string Json = "{\"level\":\"warn\",\"ts\":\"2026-07-01T09:24:20.953Z\",\"caller\":\"embed/config_impl.go:160\","
        + "\"msg\":\"rejected connection{0}\",\"remote-addr\":\"{1}:4\",\"server-name\":\"\","
        + "\"error\":\"remote error: tls: bad certificate\"}";

    private const string Text =
        "2026-07-01 03:10:11.000123 I | embed: rejected connection from \"{1}:40112\" (error \"{0}\", ServerName \"\")";

    [Theory]
    [InlineData(Text, "remote error: tls: bad certificate", "10.2.1.199", true)]
    [InlineData(Text, "EOF", "10.2.1.199", false)]
    [InlineData(Json, " on peer endpoint", "10.2.1.151", true)]
    [InlineData(Json, " on client endpoint", "10.2.1.199", false)]
    [InlineData(Json, "", "127.0.0.1", false)]
    public void What_another_member_rejected_is_the_peers_certificate(string form, string what, string from, bool isPeer)
    {
        using var tree = NodeTree.Unpack("healthy");
        const string Flag = "--initial-advertise-peer-urls=https://10.2.1.";
        tree.Replace(Manifest, Flag + "151:2380", Flag + "152:2380");
        var finding = Ask(tree, form.Replace("{0}", what, StringComparison.Ordinal).Replace("{1}", from, StringComparison.Ordinal));
        Assert.Equal(("EtcdConnectionRejected", isPeer, isPeer ? Peer : null),
            (finding.Check, finding.IsProved, finding.IsProved ? finding.NodePath : null));
        Assert.True(!isPeer || finding.Message.Contains("10.2.1.152", StringComparison.Ordinal), finding.Message);
    }

    [Fact]
    public void What_the_API_server_of_the_node_rejected_is_the_servers()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Issue("etcd/server", new TestCertificate("CN=cp1")
        {
            Usages = ["serverAuth", "clientAuth"],
            Names = ["cp1", "localhost", "127.0.0.1", "10.2.1.151"],
        }, "ca");
        Assert.Equal("/etc/kubernetes/pki/etcd/server.crt", Ask(tree, "2026-07-01 03:10:11.000123 I | embed: rejected connection from "
            + "\"127.0.0.1:40112\" (error \"remote error: tls: bad certificate\", ServerName \"\")").NodePath);
    }

    [Fact]
    public void A_CA_of_etcd_that_is_another_one_is_this_clusters_own_fault()
    {
        using var tree = NodeTree.Unpack("healthy");
        using var other = TestPki.Authority("etcd-ca");
        tree.Write("/etc/kubernetes/pki/etcd/ca.crt", other.ExportCertificatePem());
        var finding = Ask(tree, "W0701 05:00:00.123456       1 logging.go:55] [core] [Channel #1 SubChannel #2]grpc: "
            + "addrConn.createTransport failed to connect to {Addr: \"127.0.0.1:2379\", ServerName: \"127.0.0.1:2379\", }. "
            + "Err: connection error: desc = \"transport: authentication handshake failed: tls: failed to verify certificate: "
            + "x509: certificate signed by unknown authority (possibly because of \\\"crypto/rsa: verification error\\\" while trying to "
            + "verify candidate authority certificate \\\"etcd-ca\\\")\"");
        Assert.Equal(("AuthorityTwin", "/etc/kubernetes/pki/etcd/server.crt"), (finding.Check, finding.NodePath));
        Assert.Contains("127.0.0.1:2379", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Addr:", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Do not reissue", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kubeconfig_that_a_line_names_is_the_one()
    {
        const string Bootstrap = "/etc/kubernetes/bootstrap-kubelet.conf";
        using var tree = NodeTree.Unpack("healthy");
        tree.Copy("/etc/kubernetes/admin.conf", Bootstrap);
        var end = TestPki.AsOf.AddDays(-3);
        tree.IssueConf("bootstrap-kubelet.conf", new TestCertificate("CN=system:bootstrap:a") { End = end });
        var finding = Ask(tree, "E0701 01:02:07.123456    1234 bootstrap.go:266] part of the existing bootstrap client certificate in "
            + $"{Bootstrap} is expired: {end:yyyy-MM-dd HH:mm:ss} +0000 UTC");
        Assert.Equal(("BootstrapCertificateExpired", Bootstrap), (finding.Check, finding.NodePath));
    }

    [Theory]
    [InlineData("nodes \\\"kubemaster\\\" is forbidden: ", true)]
    [InlineData("", false)]
    public void Who_asks_for_its_own_node_without_a_name_is_kubelet(string what, bool isKubelet)
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Logs.Node(tree, "2020-07-28");
        var finding = Logs.Scan("E0728 00:00:20.953854    1399 reflector.go:200] \"Failed to watch\" err=\"failed to list *v1.Node: "
            + $"{what}User \\\"system:anonymous\\\" cannot list resource \\\"nodes\\\" in API group \\\"\\\" at the cluster scope\"",
            node.AsOf, node).First(finding => finding.Check == "AnonymousForbidden");
        Assert.Equal(isKubelet, finding.NodePath == "/etc/kubernetes/kubelet.conf");
    }

    private static KubePkiLogFinding Ask(NodeTree tree, string line)
    {
        var node = Logs.Node(tree, "2026-07-01");
        return Logs.Scan(line, node.AsOf, node).First(finding => finding.Check != "ClockSkew");
    }
}
