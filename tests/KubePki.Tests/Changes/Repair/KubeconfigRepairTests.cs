using System.Text;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Files;
using KubePki.Tests.Changes.Transactions;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Kubeconfigs of the node: credentials, CA bundles, servers, and those that are missing.</summary>
public sealed class KubeconfigRepairTests
{
    private const string Admin = "/etc/kubernetes/admin.conf";
    private const string Url = "https://lb.example.org:6443";

    [Fact]
    public void The_whole_bundle_is_taken_over_and_the_credential_stays()
    {
        using var node = new RepairCase();
        using var next = TestPki.Authority("kubernetes");
        node.Tree.Write(TreeEdits.PkiDirectory + "ca.crt",
            node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt").TrimEnd() + "\n" + next.ExportCertificatePem() + "\n");
        var before = node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf");
        node.ApplyAndTakeBack(() => node.Kubeconfigs(), () =>
        {
            var after = node.Read();
            Assert.All(after.Kubeconfigs.Where(kubeconfig => kubeconfig.Role is not null),
                kubeconfig => Assert.Equal(2, kubeconfig.Authorities.Count));
            Assert.Equal(before.Certificate!.Fingerprint,
                after.Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Certificate!.Fingerprint);
        });
    }

    [Fact]
    public void Where_nothing_can_be_signed_the_CA_is_put_right_all_the_same()
    {
        using var node = new RepairCase();
        using var twin = TestPki.Authority("kubernetes");
        node.Tree.Write(TreeEdits.PkiDirectory + "ca.crt", twin.ExportCertificatePem());
        File.Delete(node.Tree.Path(TreeEdits.PkiDirectory + "ca.key"));
        Assert.Contains("SignedByUnknownAuthority",
            Diagnosis.Run(node.Read()).Where(finding => finding.NodePath == Admin).Select(finding => finding.Check));
        node.ApplyAndTakeBack(node.Whole, () => Assert.Equal(twin.RawData,
            node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "admin.conf").Authorities[0].Parsed.Raw.ToArray()));
    }

    [UnixFact]
    public void The_plan_tells_the_mode_and_what_kubeadm_would_not_do()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        Disk.OfThisMachine.SetMode(node.Tree.Path(Admin), 0x1a0);
        File.Delete(node.Tree.Path("/etc/kubernetes/scheduler.conf"));
        var steps = node.Kubeconfigs().Plan.Steps;
        foreach (var role in new[] { "admin.conf", "scheduler.conf" })
            Assert.Contains("mode 0600", Assert.Single(Assert.Single(steps, step => step.Target == role).Changes).Details);
        Assert.DoesNotContain(Assert.Single(Assert.Single(steps, step => step.Target == "controller-manager.conf").Changes).Details,
            detail => detail.StartsWith("mode", StringComparison.Ordinal));
        Assert.Contains("kubeadm init phase kubeconfig admin will not fix this: it skips existing files",
            Assert.Single(steps, step => step.Target == "admin.conf").WouldNotHelp);
        Assert.Empty(Assert.Single(steps, step => step.Target == "scheduler.conf").WouldNotHelp);
    }

    [Fact]
    public void A_CA_of_another_cluster_gives_way_and_the_credential_stays()
    {
        using var node = new RepairCase();
        using var twin = TestPki.Authority("kubernetes");
        var before = node.Tree.Read(Admin);
        node.Tree.Set(Admin, "certificate-authority-data", TestPki.Base64(twin.ExportCertificatePem()));
        Assert.Contains("AuthorityTwin", Diagnosis.Run(node.Read()).Select(finding => finding.Check));
        node.ApplyAndTakeBack(() => node.Whole(), () => Assert.Equal(before, node.Tree.Read(Admin)));
        node.ApplyAndTakeBack(() => node.Kubeconfigs(), () => Assert.Equal(before, node.Tree.Read(Admin)));
    }

    [Fact]
    public void A_CA_that_kubelet_does_not_know_is_put_right_though_its_credential_is_good()
    {
        using var node = new RepairCase();
        using var other = TestPki.Authority("other");
        var before = node.Tree.Read("/etc/kubernetes/kubelet.conf");
        node.Tree.Set("/etc/kubernetes/kubelet.conf", "certificate-authority-data", TestPki.Base64(other.ExportCertificatePem()));
        node.ApplyAndTakeBack(() => node.Kubelet(), () => Assert.Equal(before, node.Tree.Read("/etc/kubernetes/kubelet.conf")));
        node.ApplyAndTakeBack(() => node.Whole(), () => Assert.Equal(before, node.Tree.Read("/etc/kubernetes/kubelet.conf")));
    }

    [Fact]
    public void The_server_is_corrected_in_all_or_in_those_that_are_named()
    {
        using var node = new RepairCase();
        var options = new RepairOptions { Server = Url };
        node.ApplyAndTakeBack(() => node.Kubeconfigs(options),
            () => Assert.All(node.Read().Kubeconfigs, kubeconfig => Assert.Equal(Url, kubeconfig.Server)));
        node.ApplyAndTakeBack(() => node.Kubeconfigs(options, Admin), () => Assert.Equal(["admin.conf"],
            node.Read().Kubeconfigs.Where(kubeconfig => kubeconfig.Server == Url).Select(kubeconfig => kubeconfig.Name)), Admin);
        Assert.Contains(node.Kubeconfigs(options, Admin).Plan.Steps[0].Changes[0].Details,
            detail => detail.Contains("--add-san lb.example.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/ca.crt", 2)]
    [InlineData("/etc/kubernetes/pki/etcd/ca.crt", 1)]
    public void The_CAs_behind_a_certificate_stay_where_one_of_them_signs_the_new_one(string behind, int expected)
    {
        using var node = new RepairCase();
        string[] Certificates() => Encoding.UTF8.GetString(Convert.FromBase64String(
            node.Tree.Read(Admin).Split("client-certificate-data: ")[1].Split('\n')[0]))
            .Split("-----BEGIN CERTIFICATE-----", StringSplitOptions.RemoveEmptyEntries);
        var old = Assert.Single(Certificates());
        node.Tree.Set(Admin, "client-certificate-data",
            TestPki.Base64($"-----BEGIN CERTIFICATE-----{old.TrimEnd()}\n{node.Tree.Read(behind)}"));
        node.Apply(node.Renew("admin.conf"));
        Assert.Equal(expected, Certificates().Length);
        Assert.NotEqual(old.Trim(), Certificates()[0].Trim());
        Assert.Empty(Diagnosis.Run(node.Read(), new DiagnosisOptions { Severity = FindingSeverity.Error }));
    }

    [Fact]
    public void What_is_missing_is_made()
    {
        using var node = new RepairCase();
        foreach (var name in new[] { "admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf" })
            node.Tree.Delete($"/etc/kubernetes/{name}");
        node.ApplyAndTakeBack(() => node.Kubeconfigs(), () =>
        {
            var set = node.Read().Kubeconfigs;
            Assert.Equal(["admin.conf", "controller-manager.conf", "kubelet.conf", "scheduler.conf"],
                set.Select(kubeconfig => kubeconfig.Name).Order(StringComparer.Ordinal));
            Assert.All(set, kubeconfig => Assert.Equal(("Valid", "ca"), (kubeconfig.Status, kubeconfig.Certificate!.Authority)));
            Assert.DoesNotContain(Diagnosis.Run(node.Read()),
                finding => finding.SeverityLevel >= FindingSeverity.Warning
                    && finding.Check.StartsWith("Kubeconfig", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_way_in_for_emergencies_is_made_only_when_it_is_named()
    {
        const string Super = "/etc/kubernetes/super-admin.conf";
        using var node = new RepairCase();
        Assert.Empty(node.Kubeconfigs().Plan.Steps);
        node.ApplyAndTakeBack(() => node.Kubeconfigs(null, Super), () => Assert.Equal("CN=kubernetes-super-admin,O=system:masters",
            node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == Super).Certificate!.Subject), Super);
    }

    [Fact]
    public void On_a_worker_nothing_of_the_control_plane_is_made()
    {
        using var node = new RepairCase();
        foreach (var name in new[] { "admin.conf", "controller-manager.conf", "scheduler.conf" })
            node.Tree.Delete($"/etc/kubernetes/{name}");
        Directory.Delete(node.Tree.Path("/etc/kubernetes/manifests"), recursive: true);
        Assert.Empty(node.Kubeconfigs().Plan.Steps);
    }

    [Fact]
    public void Loose_modes_and_new_credentials_go_together()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        foreach (var path in new[] { Admin, "/etc/kubernetes/pki/apiserver.key", "/etc/kubernetes/pki/ca.key" })
            File.SetUnixFileMode(node.Tree.Path(path),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        node.ApplyAndTakeBack(() => node.Whole(),
            () => Assert.All([Admin, "/etc/kubernetes/pki/apiserver.key", "/etc/kubernetes/pki/ca.key"],
                path => Assert.Equal(384, node.Read().Files.Single(file => file.NodePath == path).Mode)));
    }

    [Fact]
    public void Another_user_of_a_file_does_not_stand_in_the_way_of_the_one_that_counts()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        using var elsewhere = TestPki.Authority("elsewhere");
        using var other = new TestCertificate("CN=other") { Start = TestPki.Start.AddYears(-8), End = TestPki.Start.AddYears(-7) }
            .SignedBy(elsewhere);
        node.Tree.Replace(Admin, "users:\n", "users:\n- name: other\n  user: {client-certificate-data: "
            + $"{TestPki.Base64(other.ExportCertificatePem())}, client-key-data: {TestPki.Base64(TestPki.KeyPem(other))}}}\n");
        node.Apply(node.Whole());
        var after = node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == Admin);
        Assert.Equal(("Valid", true), (after.Status, after.Users.Single(user => user.Name == "other").Certificate!.Expired));
        Assert.Empty(node.Whole().Plan.Steps);
    }
}
