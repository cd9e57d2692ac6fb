using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Kubelet;

namespace KubePki.Tests.Changes.Repair;

/// <summary>What kubelet serves: the two ways to a certificate that clients can verify.</summary>
public sealed class KubeletServingRepairTests
{
    private const string Configuration = "/var/lib/kubelet/config.yaml";
    private const string Flags = "/var/lib/kubelet/kubeadm-flags.env";

    private static readonly RepairOptions Issue = new() { Serving = KubeletServing.Issue };
    private static readonly RepairOptions Bootstrap = new() { Serving = KubeletServing.Bootstrap };

    [Fact]
    public void Issued_here_it_is_good_for_all_names_of_the_node_and_for_no_client()
    {
        using var node = new RepairCase();
        var before = node.Tree.Read(Configuration);
        node.ApplyAndTakeBack(() => node.Kubelet(Issue with { AddNames = ["node.example.org"] }), () =>
        {
            var pki = node.Read();
            var serving = ServingCertificate.Of(pki)!;
            Assert.Equal(("system:node:cp1", "ca", true), (serving.CommonName, serving.Authority, serving.KeyMatches));
            Assert.Equal(["serverAuth"], serving.Usages);
            Assert.Contains("node.example.org", serving.DnsNames);
            Assert.Contains("cp1", serving.DnsNames);
            Assert.NotEmpty(serving.IPAddresses);
            Assert.DoesNotContain(Diagnosis.Run(pki),
                finding => finding.Check is "KubeletServingWithoutAddress" or "ServingCertificateIsClientCredential");
            Assert.Equal(before.Replace("v1beta1\n",
                "v1beta1\ntlsCertFile: /var/lib/kubelet/pki/kubelet.crt\ntlsPrivateKeyFile: /var/lib/kubelet/pki/kubelet.key\n",
                StringComparison.Ordinal), node.Tree.Read(Configuration));
        });
    }

    [Fact]
    public void Where_flags_name_the_files_these_are_written_and_no_configuration()
    {
        using var node = new RepairCase();
        node.Tree.Replace(Flags, "--network-plugin",
            "--tls-cert-file=/etc/kubelet/tls.crt --tls-private-key-file=/etc/kubelet/tls.key --network-plugin");
        var before = node.Tree.Read(Configuration);
        node.ApplyAndTakeBack(() => node.Kubelet(Issue), () =>
        {
            Assert.Equal("/etc/kubelet/tls.crt", ServingCertificate.Of(node.Read())!.NodePath);
            Assert.Equal(before, node.Tree.Read(Configuration));
        });
    }

    [Fact]
    public void Asked_of_the_cluster_only_one_line_changes()
    {
        using var node = new RepairCase();
        var before = node.Tree.Read(Configuration);
        var receipts = node.ApplyAndTakeBack(() => node.Kubelet(Bootstrap), () =>
        {
            Assert.Equal(before.Replace("v1beta1\n", "v1beta1\nserverTLSBootstrap: true\n", StringComparison.Ordinal),
                node.Tree.Read(Configuration));
            Assert.True(node.Read().Kubelet!.ServerTlsBootstrap);
        });
        Assert.Contains(receipts[0].Restart, text => text.Contains("kubectl certificate approve", StringComparison.Ordinal));
        Assert.Contains("ServerTlsBootstrapOff", receipts[0].Resolved);
    }

    [Theory]
    [InlineData("--rotate-server-certificates=false", "bootstrap",
        "--rotate-server-certificates=false in /var/lib/kubelet/kubeadm-flags.env, line 1, overrides")]
    [InlineData("--tls-cert-file=/a.crt", "issue", "--tls-cert-file=/a.crt in /var/lib/kubelet/kubeadm-flags.env, line 1, overrides")]
    public void What_a_flag_would_undo_is_not_written(string flag, string way, string said)
    {
        using var node = new RepairCase();
        node.Tree.Replace(Flags, "--network-plugin", flag + " --network-plugin");
        var plan = node.Kubelet(way == "issue" ? Issue : Bootstrap).Plan;
        Assert.Empty(plan.Steps);
        Assert.Contains(plan.LeftAlone, note => note.Reason.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_drop_in_that_decides_is_the_one_that_changes()
    {
        using var node = new RepairCase();
        node.Tree.Replace(Flags, "--network-plugin", "--config-dir=/etc/kubelet.conf.d --network-plugin");
        node.Tree.Write("/etc/kubelet.conf.d/20-tls.conf",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nserverTLSBootstrap: false # for now\n");
        node.ApplyAndTakeBack(() => node.Kubelet(Bootstrap), () => Assert.EndsWith("serverTLSBootstrap: true # for now\n",
            node.Tree.Read("/etc/kubelet.conf.d/20-tls.conf"), StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_address_or_without_the_key_it_says_what_is_missing()
    {
        using var node = new RepairCase();
        node.Tree.Delete("/etc/kubernetes/pki/ca.key");
        Assert.Contains(node.Kubelet(Issue).Plan.LeftAlone, note => note.Reason.Contains("--node-name NAME", StringComparison.Ordinal));
        using var other = new RepairCase();
        Directory.Delete(other.Tree.Path("/etc/kubernetes/manifests"), recursive: true);
        Assert.Contains(other.Kubelet(Issue).Plan.LeftAlone, note => note.Reason.Contains("--add-san", StringComparison.Ordinal));
        Assert.Single(other.Kubelet(Issue with { AddNames = ["10.0.0.11"] }).Plan.Steps);
    }

    [Theory]
    [InlineData("cp1\u00e9")]
    [InlineData("cp1\ufffd--v=2")]
    [InlineData("cp1/../ca")]
    public void No_certificate_is_for_a_name_that_no_node_can_have(string name)
    {
        using var node = new RepairCase();
        node.Tree.Replace(Flags, "--network-plugin", $"--hostname-override={name} --network-plugin");
        var serving = node.Kubelet(Issue).Plan;
        Assert.Empty(serving.Steps);
        Assert.Contains(serving.LeftAlone, note => note.Reason.StartsWith($"'{name}' (", StringComparison.Ordinal));
        var steps = node.Kubelet(new RepairOptions { Force = true }).Plan.Steps.Concat(node.Renew("apiserver", "kubelet.conf").Plan.Steps);
        Assert.DoesNotContain(steps.SelectMany(step => step.Changes).SelectMany(change => change.Details),
            detail => detail.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_chosen_for_the_user()
    {
        using var node = new RepairCase();
        var plan = node.Whole().Plan;
        Assert.Empty(plan.Steps);
        Assert.Contains(plan.LeftAlone, note => note.Reason.Contains("--serving issue or bootstrap", StringComparison.Ordinal));
    }

    [Fact]
    public void Rotation_that_is_off_is_turned_on()
    {
        using var node = new RepairCase();
        node.Tree.Replace(Configuration, "rotateCertificates: true\n", "rotateCertificates: no   # why\n");
        node.ApplyAndTakeBack(() => node.Whole(),
            () => Assert.Contains("rotateCertificates: true   # why\n", node.Tree.Read(Configuration), StringComparison.Ordinal));
    }

    [Fact]
    public void Two_fields_of_one_file_change_together()
    {
        using var node = new RepairCase();
        node.Tree.Replace(Configuration, "rotateCertificates: true\n", "");
        node.ApplyAndTakeBack(() => node.Kubelet(Bootstrap),
            () => Assert.True(node.Read().Kubelet is { RotateCertificates: true, ServerTlsBootstrap: true }));
    }
}
