using KubePki.Model;

namespace KubePki.Tests.Logs;

/// <summary>
/// The logs of real incidents, against nodes in the same state: what stands at the top must be the cause, and no trap be stepped into.
/// </summary>
public sealed class IncidentTests
{
    [Fact]
    public void A_leftover_of_CNI_is_the_cause_and_nothing_is_issued_again()
    {
        var top = Ask("coredns-unknown-authority.txt", "cni-leftover", "2020-06-21")[0];
        Assert.Equal(("CniAuthorityTwin", "/etc/cni/net.d/calico-kubeconfig", true), (top.Check, top.NodePath, top.IsProved));
        Assert.Contains("same name as /etc/kubernetes/pki/ca.crt, CN=kubernetes, but another key", top.Message, StringComparison.Ordinal);
        Assert.Contains("10-calico.conflist sorts before", top.Message, StringComparison.Ordinal);
        Assert.Contains("mv /etc/cni/net.d/10-calico.conflist /etc/cni/net.d/calico-kubeconfig", top.Remedy, StringComparison.Ordinal);
        Assert.EndsWith("Caution: Do not reissue anything: the cluster's own certificates are valid.", top.Remedy,
            StringComparison.Ordinal);
        Assert.Equal(2, top.Proof.Count(fact => fact.Contains("public key sha256:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_Gos_hint_it_is_not_called_a_twin() =>
        Assert.DoesNotContain(Logs.Scan("networkPlugin cni failed: x509: certificate signed by unknown authority"),
            finding => finding.Check.Contains("Twin", StringComparison.Ordinal));

    [Fact]
    public void Kubectl_that_refuses_the_same_name_is_not_a_matter_of_CNI()
    {
        using var tree = NodeTree.Unpack("cni-leftover");
        var finding = Assert.Single(Logs.Scan("Unable to connect to the server: x509: certificate signed by unknown authority (possibly "
            + "because of \"crypto/rsa: verification error\" while trying to verify candidate authority certificate \"kubernetes\")",
            Logs.AsOf, Logs.Node(tree, "2020-06-21")));
        Assert.Equal(("AuthorityTwin", "kubectl", false), (finding.Check, finding.Component, finding.IsProved));
        Assert.Contains("No file of the node confirms it", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pem_from_the_future_heals_in_time_and_no_restart_does()
    {
        var all = Ask("power-loss.txt", "power-loss", "2021-09-01T03:00:00Z");
        var top = all[0];
        Assert.Equal(("KubeletUnauthorized", "/var/lib/kubelet/pki/kubelet-client-current.pem", true),
            (top.Check, top.NodePath, top.IsProved));
        Assert.Contains("not valid until 2021-09-01T05:11:39Z, in 2 h 11 min", top.Message, StringComparison.Ordinal);
        Assert.Contains("Restarting kubelet does not help; the problem ends at that time", top.Message, StringComparison.Ordinal);
        Assert.Contains("kubelet-client-2020-11-06-02-48-49.pem is still valid until 2021-11-05T18:43:49Z",
            top.Message, StringComparison.Ordinal);
        Assert.Contains("kubelet-client-2020-11-06-02-48-49.pem", top.Remedy, StringComparison.Ordinal);
        Assert.Equal(("NodeNotFound", LogStanding.Consequence), (all[^1].Check, all[^1].Standing));
        Assert.Equal("2021-09-01T09:24:20", top.FirstSeen!.ToString());
    }

    [Fact]
    public void A_kubelet_that_signed_its_own_certificate_wants_serverTLSBootstrap()
    {
        var all = Ask("metrics-server-no-ip-sans.txt", "healthy", "2026-07-01");
        var top = all[0];
        Assert.Equal(("KubeletServingWithoutAddress", "/var/lib/kubelet/pki/kubelet.crt", "metrics-server"),
            (top.Check, top.NodePath, top.Component));
        Assert.Contains("serverTLSBootstrap is not set in /var/lib/kubelet/config.yaml", top.Message, StringComparison.Ordinal);
        Assert.Contains("address=10.2.1.151", top.Values);
        Assert.Contains("--kubelet-insecure-tls only hides the problem", top.Remedy, StringComparison.Ordinal);
        Assert.All(all.Where(finding => finding.Check == top.Check && finding != top), other => Assert.False(other.IsProved));
        var timeout = Assert.Single(all, finding => finding.Check == "CniTimeout");
        Assert.Equal((LogStanding.Elsewhere, false), (timeout.Standing, timeout.IsPki));
        Assert.Contains("not a PKI problem", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_is_tied_to_what_etcd_has_that_ended()
    {
        var top = Ask("etcd-deadline.txt", "outage-2019", "2019-09-09")[0];
        Assert.Equal(("EtcdDeadline", "/etc/kubernetes/pki/etcd/server.crt", true), (top.Check, top.NodePath, top.IsProved));
        Assert.Contains("expired at 2019-09-08T03:38:09Z", top.Message, StringComparison.Ordinal);
        Assert.Contains(top.Proof, fact => fact.Contains("apiserver-etcd-client.crt", StringComparison.Ordinal));
        Assert.Contains("Keep ca, etcd/ca, front-proxy-ca and sa.*", top.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_where_nothing_ended_is_not_laid_to_certificates()
    {
        using var tree = NodeTree.Unpack("healthy");
        Assert.False(Assert.Single(Logs.Scan("Error: context deadline exceeded", Logs.AsOf, Logs.Node(tree, "2026-07-01"))).IsProved);
    }

    [Fact]
    public void An_expired_kubelet_conf_is_what_kubeadm_does_not_renew()
    {
        var all = Ask("kubelet-bootstrap-expired.txt", "expired-2020", "2020-07-28");
        Assert.Equal(["BootstrapCertificateExpired", "KubectlUnauthorized", "ApiServerRefused"], all.Select(finding => finding.Check));
        Assert.Equal(["/etc/kubernetes/kubelet.conf", "/etc/kubernetes/admin.conf", "/etc/kubernetes/pki/apiserver.crt"],
            all.Select(finding => finding.NodePath));
        Assert.Equal(new DateTimeOffset(2020, 7, 27, 6, 24, 58, TimeSpan.Zero), all[0].Certificate!.NotAfter);
        Assert.Equal("system:node:kubemaster", all[0].Certificate!.CommonName);
        Assert.False(all[2].IsPki);
        Assert.Contains("mv /etc/kubernetes/kubelet.conf ", all[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("Never copy admin.conf to bootstrap-kubelet.conf", all[0].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coredns-unknown-authority.txt", "CniAuthorityTwin")]
    [InlineData("power-loss.txt", "KubeletUnauthorized")]
    [InlineData("metrics-server-no-ip-sans.txt", "KubeletServingWithoutAddress")]
    [InlineData("etcd-deadline.txt", "EtcdDeadline")]
    [InlineData("kubelet-bootstrap-expired.txt", "BootstrapCertificateExpired")]
    public void Without_a_node_it_says_what_to_look_at(string log, string top)
    {
        var finding = Logs.Scan(Text(log))[0];
        Assert.Equal((top, false), (finding.Check, finding.IsProved));
        Assert.StartsWith("Check: ", finding.Remedy, StringComparison.Ordinal);
        Assert.Null(finding.Path);
    }

    private static IReadOnlyList<KubePkiLogFinding> Ask(string log, string tree, string asOf)
    {
        using var node = NodeTree.Unpack(tree);
        var snapshot = Logs.Node(node, asOf);
        return Logs.Scan(Text(log), snapshot.AsOf, snapshot);
    }

    private static string Text(string log) => File.ReadAllText(Path.Combine(Fixtures.Directory, "logs", log));
}
