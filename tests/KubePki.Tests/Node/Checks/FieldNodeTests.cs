using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Tests.Cli;

namespace KubePki.Tests.Node.Checks;

/// <summary>
/// Nodes that people have reported, of installers other than kubeadm: the right thing first, and the installer's own way out.
/// </summary>
public sealed class FieldNodeTests
{
    [Theory]
    [InlineData("hardway-expired", "2022-10-02", "Critical CertificateExpired etcd-server", "kubepki renew --role etcd-server")]
    [InlineData("rke1-expired", "2020-04-01T02:15:00Z", "Critical CertificateExpired apiserver", "rke cert rotate")]
    [InlineData("worker-zero-bytes", "2026-11-29T03:30:00Z", "Critical KubeletCredentialUnusable kubelet", "Have a client certificate")]
    [InlineData("microk8s-frontproxy", "2026-07-01", "Error CertificateExpired front-proxy-client",
        "microk8s refresh-certs -e front-proxy-client.crt")]
    [InlineData("k3s-dynamic-cert", "2023-11-02T10:00:00Z", "Critical CertificateExpired supervisor-server",
        "Delete the Secret k3s-serving of the namespace kube-system")]
    [InlineData("kops-aggregator-mismatch", "2026-11-29T03:30:00Z", "Error KeyMismatch front-proxy-client",
        "Restore the pair from a backup, or: kops issues them")]
    [InlineData("k3s-services", "2026-11-29T03:30:00Z", "Critical CertificateExpired client-kubelet", "systemctl restart k3s ")]
    [InlineData("kubespray-expired", "2021-01-25", "Critical CertificateExpired apiserver", "")]
    [InlineData("cfssl-aggregator", "2026-07-01", "Warning WrongSubject front-proxy-client", "Remove --requestheader-allowed-names")]
    public void The_right_thing_comes_first(string name, string asOf, string first, string remedy)
    {
        using var tree = NodeTree.UnpackField(name);
        var finding = Findings(tree, asOf)[0];
        Assert.Equal(first, $"{finding.SeverityLevel} {finding.Check} {finding.Target}");
        Assert.StartsWith(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hardway-expired", "2022-10-02")]
    [InlineData("rke1-expired", "2020-04-01T02:15:00Z")]
    [InlineData("worker-zero-bytes", "2026-11-29T03:30:00Z")]
    [InlineData("microk8s-frontproxy", "2026-07-01")]
    [InlineData("k3s-dynamic-cert", "2023-11-02T10:00:00Z")]
    [InlineData("k3s-services", "2026-11-29T03:30:00Z")]
    [InlineData("kops-aggregator-mismatch", "2026-11-29T03:30:00Z")]
    [InlineData("cfssl-aggregator", "2026-07-01")]
    public void Where_kubeadm_is_not_its_commands_are_not(string name, string asOf)
    {
        using var tree = NodeTree.UnpackField(name);
        Assert.All(Findings(tree, asOf), finding => Assert.DoesNotContain("kubeadm ", finding.Remedy, StringComparison.Ordinal));
        Assert.All(Findings(tree, asOf), finding => Assert.DoesNotContain("rm -", finding.Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public void Units_tell_the_roles_and_what_is_repaired_verifies()
    {
        using var tree = NodeTree.UnpackField("hardway-expired");
        var before = Read(tree, "2022-10-02");
        Assert.Equal(["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"],
            before.Components.Select(component => component.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["admin.kubeconfig", "kube-controller-manager.kubeconfig", "kube-scheduler.kubeconfig"],
            before.Kubeconfigs.Select(kubeconfig => kubeconfig.Name).Order(StringComparer.Ordinal));
        var repair = RepairPlanner.Plan(before, Diagnosis.Run(before), new RepairOptions());
        Assert.Contains("systemctl restart kube-apiserver", repair.Plan.Steps.SelectMany(step => step.Restart));
        RepairRun.Apply(repair, Options(tree, "2022-10-02"));
        // A person's own credential is left to whoever gave it.
        Assert.Equal(["KubeconfigCredentialExpired admin.kubeconfig"], Findings(tree, "2022-10-02")
            .Where(finding => finding.SeverityLevel >= FindingSeverity.Error).Select(finding => $"{finding.Check} {finding.Target}"));
    }

    [Fact]
    public void Kubesprays_link_is_followed_and_its_etcd_is_left()
    {
        using var tree = NodeTree.UnpackField("kubespray-expired");
        var etcd = File.ReadAllText(tree.Path("/root/etc/ssl/etcd/ssl/member-node1.pem"));
        var before = Read(tree, "2021-01-25");
        RepairRun.Apply(RepairPlanner.Plan(before, Diagnosis.Run(before), new RepairOptions()), Options(tree, "2021-01-25"));
        Assert.Empty(Findings(tree, "2021-01-25"));
        Assert.Equal(etcd, File.ReadAllText(tree.Path("/root/etc/ssl/etcd/ssl/member-node1.pem")));
        Assert.NotNull(new FileInfo(tree.Path("/root/etc/kubernetes/pki")).LinkTarget);
    }

    [Theory]
    [InlineData("rke1-expired", "2020-04-01T02:15:00Z")]
    [InlineData("k3s-services", "2026-11-29T03:30:00Z")]
    [InlineData("k3s-dynamic-cert", "2023-11-02T10:00:00Z")]
    public void What_a_distribution_renews_is_left_to_it(string name, string asOf)
    {
        using var tree = NodeTree.UnpackField(name);
        var node = Read(tree, asOf);
        Assert.DoesNotContain(Diagnosis.Run(node), finding => finding is { CanRepair: true, Check: "CertificateExpired"
            or "KubeletCredentialUnusable" or "KubeconfigCredentialExpired" });
        Assert.Empty(RepairPlanner.Plan(node, Diagnosis.Run(node), new RepairOptions()).Plan.Steps);
    }

    [Fact]
    public void Every_expired_certificate_of_k3s_is_told_and_no_name_is_missed_that_its_listener_makes()
    {
        using var tree = NodeTree.UnpackField("k3s-services");
        var node = Read(tree, "2026-11-29T03:30:00Z");
        var expired = node.Certificates.Where(certificate => certificate is { Expired: true, Source: CertificateSource.File })
            .Select(certificate => certificate.NodePath).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(17, expired.Count);
        var findings = Diagnosis.Run(node);
        Assert.Equal(expired, findings.Where(finding => finding.Check == "CertificateExpired").Select(finding => finding.NodePath!)
            .Order(StringComparer.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.Check == "KubeconfigServerNotCovered");
    }

    [Fact]
    public void Empty_files_of_kubelets_kubeconfig_are_critical()
    {
        using var tree = NodeTree.UnpackField("worker-zero-bytes");
        Assert.Equal(["ca.pem", "worker-key.pem", "worker.pem"], Findings(tree, "2026-11-29T03:30:00Z")
            .Where(finding => finding is { Check: "EmptyFile", SeverityLevel: FindingSeverity.Critical })
            .Select(finding => finding.Target).Order(StringComparer.Ordinal));
        Assert.Equal("worker-kubeconfig.yaml", Assert.Single(Read(tree, "2026-11-29T03:30:00Z").Kubeconfigs).Name);
    }

    [Fact]
    public void Docker_Desktop_is_named_and_the_clock_comes_first()
    {
        using var tree = NodeTree.UnpackField("docker-desktop-notyet");
        var node = Assert.Single(new NodeReader(new ReadOptions { AsOf = Time("2018-11-19T22:00:00Z") }).ReadPath(tree.Path("/root/pki")));
        var finding = Diagnosis.Run(node)[0];
        Assert.Equal(("docker-desktop", "CertificateNotYetValid"), (node.Distribution, finding.Check));
        Assert.StartsWith("Compare the clock", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("Docker Desktop makes its certificates itself", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_valid_yet_is_moved_away_where_a_restart_does_not_renew_it()
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority("k0s");
        TestPki.Put(tree, "/var/lib/k0s/pki/ca", authority);
        TestPki.Put(tree, "/var/lib/k0s/pki/server", new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"],
            Start = TestPki.AsOf.AddDays(1) }.SignedBy(authority));
        var finding = Diagnosis.Run(new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode())[0];
        Assert.Equal("CertificateNotYetValid", finding.Check);
        Assert.Matches(@"mv /var/lib/k0s/pki/server\.crt .* && mv /var/lib/k0s/pki/server\.key .* && systemctl restart k0scontroller",
            finding.Remedy);
    }

    [Theory]
    [InlineData("/etc/eks/bootstrap.sh", "eks")]
    [InlineData("/opt/azure/containers/provision.sh", "aks")]
    [InlineData("/home/kubernetes/kube-env", "gke")]
    [InlineData("/etc/machine-config-daemon/currentconfig", "openshift")]
    [InlineData("/system/secrets/kubernetes/kube-apiserver/ca.crt", "talos")]
    [InlineData("/opt/rke/bin/x", "rke1")]
    [InlineData("/var/lib/minikube/certs/ca.crt", "minikube")]
    [InlineData("/var/lib/rancher/rke2/agent/client-ca.crt", "rke2")]
    [InlineData("/var/lib/kubelet/kubeadm-flags.env", "kubeadm")]
    public void A_node_is_told_by_what_only_its_distribution_has(string path, string distribution)
    {
        using var tree = NodeTree.Empty();
        tree.Write(path, "x");
        Assert.Equal(distribution, new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode().Distribution);
    }

    [Fact]
    public void A_workers_expired_credential_is_renewed_in_the_clouds_way()
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority("kubernetes");
        using var leaf = TestPki.Leaf(authority, "CN=system:node:w1, O=system:nodes", TestPki.Start.AddDays(1));
        tree.Write("/etc/eks/bootstrap.sh", "");
        tree.Write("/srv/ca.crt", authority.ExportCertificatePem());
        tree.Write("/var/lib/kubelet/kubeconfig", $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster:
                server: https://x:443
                certificate-authority-data: {TestPki.Base64(authority.ExportCertificatePem())}
            users:
            - name: u
              user:
                client-certificate-data: {TestPki.Base64(leaf.ExportCertificatePem())}
                client-key-data: {TestPki.Base64(TestPki.KeyPem(leaf))}
            contexts:
            - name: x
              context:
                cluster: c
                user: u
            current-context: x
            """);
        var finding = Diagnosis.Run(new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode())[0];
        Assert.Equal((FindingSeverity.Critical, "KubeletCredentialUnusable"), (finding.SeverityLevel, finding.Check));
        Assert.StartsWith("Nodes of EKS", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_MicroK8s_shares_with_its_group_is_not_loose()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var tree = NodeTree.UnpackField("microk8s-frontproxy");
        var key = tree.Path("/root/var/snap/microk8s/current/certs/server.key");
        File.SetUnixFileMode(key, (UnixFileMode)0b110_110_000);
        Assert.DoesNotContain(Findings(tree, "2026-06-01"), finding => finding.Check == "LooseMode");
        File.SetUnixFileMode(key, (UnixFileMode)0b110_110_100);
        Assert.Contains(Findings(tree, "2026-06-01"), finding => finding is { Check: "LooseMode", SeverityLevel: FindingSeverity.Error });
    }

    [Fact]
    public void A_credential_that_a_command_makes_needs_nothing()
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority("kubernetes");
        tree.Write("/etc/kubernetes/pki/ca.crt", authority.ExportCertificatePem());
        tree.Write("/var/lib/kubelet/kubeconfig", """
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster: {server: "https://x:443", certificate-authority: /etc/kubernetes/pki/ca.crt}
            users:
            - name: u
              user:
                exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: /usr/bin/aws-iam-authenticator}
            contexts:
            - name: x
              context: {cluster: c, user: u}
            current-context: x
            """);
        var node = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode();
        Assert.Empty(Diagnosis.Run(node));
        Assert.Equal("No action is needed.", NodeView.Of(node).Kubelet!.Remedy);
    }

    [Fact]
    public void A_named_directory_is_looked_into_and_what_was_passed_over_is_said()
    {
        using var tree = NodeTree.UnpackField("directory-names");
        File.WriteAllText(tree.Path("/d/README.md"), "clusters, contexts and users; -----BEGIN CERTIFICATE-----\n");
        var kubeconfigs = CommandLineTests.Run("kubeconfigs", "--path", tree.Path("/d"), "-o", "name").Output;
        foreach (var name in new[] { "admin.conf", "config", "k3s.yaml", "kubeconfig", "rke2.yml", "user.kubeconfig.yaml", "x.kubeconfig" })
            Assert.Contains(tree.Path("/d/" + name) + "\n", kubeconfigs, StringComparison.Ordinal);
        var (code, output, error) = CommandLineTests.Run("get", "--path", tree.Path("/d"));
        Assert.Equal(0, code);
        Assert.Contains("noext ", output, StringComparison.Ordinal);
        Assert.Contains("passed over 1 file that holds none: README.md", error, StringComparison.Ordinal);
        using var empty = NodeTree.Empty();
        Assert.Contains("there is no certificate, key, request or kubeconfig in this directory",
            CommandLineTests.Run("get", "--path", empty.Root).Error, StringComparison.Ordinal);
    }

    private static IReadOnlyList<KubePkiFinding> Findings(NodeTree tree, string asOf) => Diagnosis.Run(Read(tree, asOf));

    private static NodePki Read(NodeTree tree, string asOf) => new NodeReader(Options(tree, asOf)).ReadNode();

    private static ReadOptions Options(NodeTree tree, string asOf) => new() { Root = tree.Path("/root"), AsOf = Time(asOf) };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.AssumeUniversal);
}
