using System.Globalization;
using System.Numerics;
using KubePki.Model;

namespace KubePki.Tests.Logs;

/// <summary>How a line is tied to the file that proves it, and when it is not.</summary>
public sealed class TieTests
{
    [Fact]
    public void By_serial_number_written_in_decimal()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Logs.Node(tree, "2026-07-01");
        var admin = node.Kubeconfigs.Single(kubeconfig => kubeconfig.Name == "admin.conf").Certificate!;
        var serial = BigInteger.Parse("0" + admin.SerialNumber, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var finding = Ask(node, "\"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet valid: "
            + $"current time 2028-07-28T00:00:20Z is after 2027-07-27T06:24:58Z, verifying certificate SN={serial}, SKID=, "
            + "AKID=1C:2B failed: x509: certificate has expired]\"");
        Assert.Equal((admin.Fingerprint, true), (finding.Certificate?.Fingerprint, finding.IsProved));
        Assert.Contains("/etc/kubernetes/admin.conf", finding.Message, StringComparison.Ordinal);
        Assert.False(Ask(node,
            "\"Unable to authenticate the request\" err=\"[x509: a, "
                + "verifying certificate SN=1234567, SKID=, AKID=1C failed: x509: a]\"").IsProved);
    }

    [Fact]
    public void By_the_instant_of_the_end_and_the_port()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Logs.Node(tree, "2020-07-28");
        const string Text = "Get \"https://192.168.10.190:{0}/\": x509: certificate has expired or is not yet "
            + "valid: current time 2020-07-28T00:00:20Z is after {1}";
        Assert.Equal("/etc/kubernetes/pki/apiserver.crt",
            Ask(node, string.Format(CultureInfo.InvariantCulture, Text, 6443, "2020-07-27T06:24:58Z")).NodePath);
        var etcd = Ask(node, string.Format(CultureInfo.InvariantCulture, Text, 2379, "2020-07-27T06:24:58Z"));
        Assert.Equal("/etc/kubernetes/pki/etcd/server.crt", etcd.NodePath);
        Assert.True(etcd.Proof.Count > 5);
        Assert.False(Ask(node, string.Format(CultureInfo.InvariantCulture, Text, 6443, "2020-07-27T06:24:59Z")).IsProved);
    }

    [Fact]
    public void By_the_instant_of_the_beginning()
    {
        using var tree = NodeTree.Unpack("power-loss");
        var finding = Ask(Logs.Node(tree, "2021-09-01T03:00:00Z"),
            "x509: certificate has expired or is not yet valid: current time 2021-09-01T09:24:21+08:00 is before 2021-09-01T05:11:39Z");
        Assert.True(finding.IsProved);
        Assert.Contains("kubelet-client-2020-11-06-02-48-49.pem", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("the problem ends at that time", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_the_names_of_what_is_served()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Logs.Node(tree, "2026-07-01");
        var lacking = Ask(node,
            "Get \"https://10.9.9.9:6443/version\": x509: certificate is valid for 10.96.0.1, 10.2.1.151, not 10.9.9.9");
        Assert.Equal(("/etc/kubernetes/pki/apiserver.crt", true), (lacking.NodePath, lacking.IsProved));
        Assert.Contains("`kubeadm certs renew` does not add names", lacking.Remedy, StringComparison.Ordinal);
        var stale = Ask(node,
            "Get \"https://10.2.0.100:6443/version\": x509: certificate is valid for 10.96.0.1, 10.2.1.151, not 10.2.0.100");
        Assert.Contains("an older certificate is still being served", stale.Message, StringComparison.Ordinal);
        Assert.StartsWith("Restart", stale.Remedy, StringComparison.Ordinal);
        Assert.False(Ask(node,
            "Get \"https://10.9.9.9:6443/version\": x509: certificate is valid for www.example.org, not 10.9.9.9").IsProved);
        Assert.False(Ask(node, "Get \"https://10.9.9.9:8888/version\": x509: certificate is valid for 10.96.0.1, not 10.9.9.9").IsProved);
    }

    [Fact]
    public void By_a_fingerprint()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Logs.Node(tree, "2026-07-01");
        var scheduler = node.Kubeconfigs.Single(kubeconfig => kubeconfig.Name == "scheduler.conf").Certificate!;
        Assert.Equal(scheduler.Path, Ask(node, $"error: Unauthorized X509SHA256={scheduler.Fingerprint.ToUpperInvariant()}").Path);
    }

    [Fact]
    public void By_the_path_of_a_file_that_a_power_loss_emptied()
    {
        using var tree = NodeTree.Unpack("healthy");
        tree.Write("/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem", "");
        var finding = Ask(Logs.Node(tree, "2026-07-01"), "could not convert data from \"/var/lib/kubelet/pki/kubelet-client-current.pem\" "
            + "into cert/key pair: tls: failed to find any PEM data in certificate input");
        Assert.True(finding.IsProved, finding.Message);
        Assert.Contains("empty", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_a_link_that_is_a_file()
    {
        using var tree = NodeTree.Unpack("healthy");
        var link = tree.Path("/var/lib/kubelet/pki/kubelet-client-current.pem");
        File.Delete(link);
        File.Copy(tree.Path("/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem"), link);
        Assert.Contains("is a regular file, not a link", Ask(Logs.Node(tree, "2026-07-01"),
            "expected \"/var/lib/kubelet/pki/kubelet-client-current.pem\" to be a symlink but it is a file").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void By_keys_that_are_no_pair()
    {
        using var tree = NodeTree.Unpack("healthy");
        File.Copy(tree.Path("/etc/kubernetes/pki/apiserver-kubelet-client.key"),
            tree.Path("/etc/kubernetes/pki/apiserver.key"), overwrite: true);
        var finding = Ask(Logs.Node(tree, "2026-07-01"), "Error: tls: private key does not match public key");
        Assert.Equal("/etc/kubernetes/pki/apiserver.crt", finding.NodePath);
    }

    [Fact]
    public void By_service_account_keys_of_two_clusters()
    {
        using var tree = NodeTree.Unpack("healthy");
        Assert.False(Ask(Logs.Node(tree, "2026-07-01"), "invalid bearer token").IsProved);
        File.Copy(tree.Path("/etc/kubernetes/pki/front-proxy-ca.key"), tree.Path("/etc/kubernetes/pki/sa.key"), overwrite: true);
        var finding = Ask(Logs.Node(tree, "2026-07-01"), "invalid bearer token");
        Assert.Equal("/etc/kubernetes/pki/sa.pub", finding.NodePath);
        Assert.Contains("do not reissue any", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void By_the_lock_of_whom_is_refused()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Logs.Node(tree, "2020-07-28");
        Assert.Equal("/etc/kubernetes/scheduler.conf",
            Ask(node, "error retrieving resource lock kube-system/kube-scheduler: Unauthorized").NodePath);
        Assert.Equal("/etc/kubernetes/controller-manager.conf",
            Ask(node, "error retrieving resource lock kube-system/kube-controller-manager: Unauthorized").NodePath);
    }

    [Fact]
    public void Not_by_an_instant_when_the_serial_number_is_of_no_file()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Logs.Node(tree, "2020-07-28");
        const string Text = "\"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet valid: current "
            + "time 2020-07-28T00:00:20Z is after 2020-07-27T06:24:58Z{0}]\"";
        Assert.True(Ask(node, string.Format(CultureInfo.InvariantCulture, Text, "")).IsProved);
        Assert.False(Ask(node, string.Format(CultureInfo.InvariantCulture, Text,
            ", verifying certificate SN=4711, SKID=, AKID= failed: x509: certificate has expired")).IsProved);
    }

    [Fact]
    public void Not_by_names_of_which_the_file_lacks_one()
    {
        using var tree = NodeTree.Unpack("healthy");
        Assert.False(Ask(Logs.Node(tree, "2026-07-01"),
            "Get \"https://10.9.9.9:6443/version\": x509: certificate is valid for 10.96.0.1, 10.8.8.8, not 10.9.9.9").IsProved);
    }

    [Fact]
    public void By_the_flag_that_allows_other_names()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Logs.Node(tree, "2026-07-01");
        var finding = Ask(node, "x509: subject with cn=aggregator is not in the allowed list: [front-proxy-client]");
        Assert.Equal("/etc/kubernetes/manifests/kube-apiserver.yaml", finding.NodePath);
        Assert.Contains("add aggregator to it", finding.Remedy, StringComparison.Ordinal);
        Assert.NotEqual(finding.NodePath, Ask(node, "x509: subject with cn=front-proxy-client is not in the allowed list: []").NodePath);
    }

    [Fact]
    public void By_the_peer_certificate_when_members_of_etcd_speak_of_each_other()
    {
        using var tree = NodeTree.Unpack("healthy");
        var finding = Ask(Logs.Node(tree, "2026-07-01"), "2026-07-01 03:10:11.334201 W | rafthttp: health check for peer 8e9e05c52164694d "
            + "could not connect: x509: certificate is valid for 10.2.1.151, 127.0.0.1, ::1, not 10.2.1.152");
        Assert.Equal("/etc/kubernetes/pki/etcd/peer.crt", finding.NodePath);
    }

    [Fact]
    public void By_the_loopback_certificate_that_is_in_no_file()
    {
        using var tree = NodeTree.Unpack("healthy");
        var finding = Ask(Logs.Node(tree, "2026-07-01"), "Get \"https://127.0.0.1:6443/api/v1/namespaces/demo/limitranges\": x509: "
            + "certificate has expired or is not yet valid: current time 2026-07-01T00:00:00Z is after 2026-06-30T15:05:21Z");
        Assert.Contains("kept in memory", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Renew nothing", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_by_a_client_certificate_when_a_server_was_dialled()
    {
        using var tree = NodeTree.Unpack("power-loss");
        var node = Logs.Node(tree, "2021-09-01T03:00:00Z");
        const string Text = "certificate has expired or is not yet valid: "
            + "current time 2021-09-01T09:24:21+08:00 is before 2021-09-01T05:11:39Z";
        Assert.True(Ask(node, $"x509: {Text}").IsProved);
        Assert.False(Ask(node, $"Get \"https://10.2.1.139:6443/api/v1/nodes\": x509: {Text}").IsProved);
    }

    [Fact]
    public void Not_by_the_API_server_when_a_rotation_is_planned()
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Logs.Node(tree, "2026-07-01");
        var served = node.Certificates.First(certificate => certificate.Role == "apiserver").NotAfter;
        var finding = Ask(node, string.Create(CultureInfo.InvariantCulture, $"\"Certificate rotation deadline determined\" "
            + $"logger=\"kubernetes.io/kube-apiserver-client-kubelet\" expiration=\"{served:yyyy-MM-dd HH:mm:ss} +0000 UTC\" "
            + $"deadline=\"2026-10-20 04:03:11.123456 +0000 UTC\""));
        Assert.DoesNotContain("/etc/kubernetes/pki/", finding.NodePath ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Not_by_a_file_that_the_writer_does_not_read()
    {
        using var tree = NodeTree.Unpack("healthy");
        File.Copy(tree.Path("/etc/kubernetes/pki/apiserver-kubelet-client.key"),
            tree.Path("/etc/kubernetes/pki/apiserver.key"), overwrite: true);
        var node = Logs.Node(tree, "2026-07-01");
        const string Text = "{\"level\":\"fatal\",\"ts\":\"2026-07-01T08:00:00.000Z\",\"caller\":\"embed/etcd.go:204\",\"msg\":\"discovery "
            + "failed\",\"error\":\"tls: private key does not match public key\"}";
        Assert.Equal(("etcd", false), (Ask(node, Text).Component, Ask(node, Text).IsProved));
    }

    [Fact]
    public void By_what_is_dead_when_nobody_says_who_was_refused()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var finding = Ask(Logs.Node(tree, "2020-07-28"), "E0728 00:00:20.953854       1 reflector.go:166] \"Unhandled Error\" "
            + "err=\"k8s.io/client-go/informers/factory.go:160: Failed to watch *v1.Pod: failed to list *v1.Pod: Unauthorized\"");
        Assert.Equal("/etc/kubernetes/controller-manager.conf", finding.NodePath);
        Assert.Contains(finding.Proof, fact => fact.Contains("scheduler.conf", StringComparison.Ordinal));
    }

    [Fact]
    public void Never_by_the_keys_of_service_accounts_when_a_token_has_ended()
    {
        using var tree = NodeTree.Unpack("healthy");
        File.Copy(tree.Path("/etc/kubernetes/pki/front-proxy-ca.key"), tree.Path("/etc/kubernetes/pki/sa.key"), overwrite: true);
        var node = Logs.Node(tree, "2026-07-01");
        foreach (var reason in new[] { "service account token has expired", "service account token has been invalidated" })
        {
            var finding = Ask(node, $"\"Unable to authenticate the request\" err=\"[invalid bearer token, {reason}]\"");
            Assert.False(finding.IsPki || finding.IsProved, finding.Message);
            Assert.DoesNotContain("estore", finding.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_private_key_and_no_token_of_the_node_is_told()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var node = Logs.Node(tree, "2020-07-28");
        foreach (var example in KubePki.Logs.LogCatalogue.Entries.SelectMany(entry => entry.Examples))
            Assert.DoesNotContain("PRIVATE KEY",
                string.Join('\n', Logs.Scan(example, node.AsOf, node).Select(finding => finding + finding.Remedy + finding.Proof)),
                StringComparison.Ordinal);
    }

    private static KubePkiLogFinding Ask(NodePki node, string line) =>
        Logs.Scan(line, node.AsOf, node).First(finding => finding.Check != "ClockSkew");
}
