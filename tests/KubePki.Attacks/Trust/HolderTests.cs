using System.Security.Cryptography.X509Certificates;
using KubePki.Attacks.Files;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>Credentials are given to nobody on the word of what he wrote himself.</summary>
public sealed class HolderTests
{
    private const string Own = "/root/.kube/config";
    private const string Janes = "/home/jane/.kube/config";
    private const string Admin = "/etc/kubernetes/admin.conf";
    private const string SuperAdmin = "/etc/kubernetes/super-admin.conf";
    private const string MastersAdmin = "O=system:masters, CN=kubernetes-admin";

    [Theory]
    [InlineData(MastersAdmin)]
    [InlineData("O=system:masters, CN=kubernetes-super-admin")]
    public void Who_signs_his_own_certificate_is_given_nothing(string subject)
    {
        using var node = new RepairCase();
        using var forged = new TestCertificate(subject) { End = TestPki.AsOf.AddDays(-1) }.SignedBy(null);
        GivesNothing(node, forged, TestPki.KeyPem(forged));
    }

    [Fact]
    public void A_CA_of_the_same_name_and_another_key_proves_nothing()
    {
        using var node = new RepairCase();
        using var twin = TestPki.Authority("kubernetes");
        using var forged = TestPki.Leaf(twin, MastersAdmin, TestPki.AsOf.AddDays(-1));
        GivesNothing(node, forged, TestPki.KeyPem(forged));
    }

    [Fact]
    public void A_certificate_that_anybody_may_see_proves_nothing_without_its_key()
    {
        using var node = new RepairCase();
        using var real = Signed(node, new TestCertificate(MastersAdmin) { End = TestPki.AsOf.AddDays(-1) });
        using var other = TestPki.Authority("mallory");
        GivesNothing(node, real, TestPki.KeyPem(other));
    }

    [Fact]
    public void A_key_that_only_root_can_read_proves_nothing()
    {
        using var node = new RepairCase();
        using var real = Signed(node, new TestCertificate(MastersAdmin) { End = TestPki.AsOf.AddDays(-1) });
        node.Tree.Write("/etc/kubernetes/old-admin.key", TestPki.KeyPem(real));
        node.Tree.Write(Own, Config(node, real, "client-key: /etc/kubernetes/old-admin.key"));
        var before = node.Tree.Read(Own);
        node.Apply(node.Kubeconfigs(new RepairOptions { Force = true, Server = "https://lb:6443" }, Admin, Own), Own);
        Assert.DoesNotContain("client-key-data", node.Tree.Read(Own), StringComparison.Ordinal);
        Assert.Contains(TestPki.Base64(real.ExportCertificatePem()), node.Tree.Read(Own), StringComparison.Ordinal);
        Assert.NotEqual("", before);
    }

    [Theory]
    [InlineData("O=devs, CN=kubernetes-admin")]
    [InlineData("CN=kubernetes-admin")]
    public void Who_was_of_no_group_does_not_come_into_one(string subject)
    {
        using var node = new RepairCase();
        using var real = Signed(node, new TestCertificate(subject) { End = TestPki.AsOf.AddDays(-1) });
        GivesNothing(node, real, TestPki.KeyPem(real));
    }

    [Fact]
    public void A_servers_certificate_is_no_credential()
    {
        using var node = new RepairCase();
        using var real = Signed(node, new TestCertificate(MastersAdmin) { End = TestPki.AsOf.AddDays(-1), Usages = ["serverAuth"] });
        GivesNothing(node, real, TestPki.KeyPem(real));
    }

    [Fact]
    public void Nothing_makes_super_admin_from_a_copy()
    {
        using var node = new RepairCase();
        using var real = Signed(node,
            new TestCertificate("O=system:masters, CN=kubernetes-super-admin") { End = TestPki.AsOf.AddDays(-1) });
        if (File.Exists(node.Tree.Path(SuperAdmin)))
            node.Tree.Delete(SuperAdmin);
        GivesNothing(node, real, TestPki.KeyPem(real));
        Assert.False(File.Exists(node.Tree.Path(SuperAdmin)));
    }

    [Fact]
    public void Homes_of_others_are_told_and_touched_only_by_their_names()
    {
        using var node = new RepairCase();
        using var real = Signed(node, new TestCertificate(MastersAdmin) { End = TestPki.AsOf.AddDays(-1) });
        node.Tree.Write(Janes, Config(node, real, $"client-key-data: {TestPki.Base64(TestPki.KeyPem(real))}"));
        var before = node.Tree.Read(Janes);
        foreach (var repair in new[] { node.Whole(), node.Kubeconfigs(),
            KubeconfigRepair.Plan(node.Read(), [Janes], new RepairOptions(), areNamed: false) })
        {
            Assert.DoesNotContain(repair.Plan.Steps.SelectMany(step => step.Changes), change => change.NodePath == Janes);
            Assert.Contains(repair.Plan.LeftAlone, note => note.Target == Janes
                && note.Reason.Contains($"kubepki repair kubeconfig --path {Janes}", StringComparison.Ordinal));
        }
        Assert.Equal(before, node.Tree.Read(Janes));
        node.Apply(node.Kubeconfigs(null, Janes), Janes);
        Assert.Equal("Valid", node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == Janes).Status);
    }

    [Fact]
    public void A_renewed_CA_is_not_carried_into_the_homes_of_others()
    {
        using var node = new RepairCase();
        node.Tree.Copy(Admin, Janes);
        var plan = RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["ca"] },
            new RepairOptions { Authority = true, Force = true }).Plan;
        Assert.Contains(plan.Steps, step => step.Title == "renew ca with its existing key");
        Assert.DoesNotContain(plan.Steps.SelectMany(step => step.Changes), change => change.NodePath == Janes);
    }

    [RootFact]
    public void What_belongs_to_another_user_is_not_touched_unasked() => LeavesAlone(path => Shell.Do($"chown 12345 '{path}'"));

    [RootFact]
    public void What_lies_in_the_directory_of_another_user_is_not_touched_unasked() =>
        LeavesAlone(path => Shell.Do($"chown 12345 '{Path.GetDirectoryName(path)}'"));

    [RootFact]
    public void What_lies_further_up_in_the_directory_of_another_user_is_not_touched_unasked() =>
        LeavesAlone(path => Shell.Do($"chown 12345 '{Path.GetDirectoryName(Path.GetDirectoryName(path))}'"));

    [Fact]
    public void What_lies_where_others_may_write_is_not_touched_unasked() =>
        LeavesAlone(path => Shell.Do($"chmod 1777 '{Path.GetDirectoryName(path)}'"));

    [RootFact]
    public void A_file_of_the_node_that_belongs_to_another_is_taken_from_him_with_the_credential()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        Shell.Do($"chown 12345:12345 '{node.Tree.Path(Admin)}'");
        node.Apply(RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["admin.conf"] }, new RepairOptions()));
        Assert.Equal("0:0 600", Stat(node, Admin));
    }

    [RootFact]
    public void A_directory_of_the_node_that_belongs_to_another_gets_no_credential()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        Shell.Do($"chown 12345 '{node.Tree.Path("/etc/kubernetes")}'");
        var plan = RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["admin.conf"] }, new RepairOptions()).Plan;
        Assert.Empty(plan.Steps);
        Assert.Contains(plan.LeftAlone, note => note.Reason.Contains("is owned by user 12345", StringComparison.Ordinal));
    }

    [RootFact]
    public void A_credential_for_another_node_is_not_put_into_somebody_elses_directory()
    {
        using var node = new RepairCase();
        using var place = NodeTree.Empty();
        Directory.CreateDirectory(place.Path("/w7"));
        Shell.Do($"chown 12345 '{place.Path("/w7")}'");
        var receipt = Assert.Single(RepairRun.Apply(NodePackage.Plan(node.Read(), "worker7", place.Path("/w7"), new RepairOptions()),
            node.Options));
        Assert.Equal(RepairResult.Refused, receipt.Result);
        Assert.Empty(Directory.GetFileSystemEntries(place.Path("/w7")));
    }

    [Fact]
    public void What_another_signed_decides_nothing_of_a_new_credential()
    {
        using var node = new RepairCase();
        using var forged = new TestCertificate("O=system:masters, CN=system:kube-scheduler") { End = TestPki.AsOf.AddDays(-1) }
            .SignedBy(null);
        node.Tree.Set("/etc/kubernetes/scheduler.conf", "client-certificate-data", TestPki.Base64(forged.ExportCertificatePem()));
        node.Tree.Set("/etc/kubernetes/scheduler.conf", "client-key-data", TestPki.Base64(TestPki.KeyPem(forged)));
        node.Apply(node.Whole());
        var renewed = node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.Role == "scheduler.conf").Certificate!;
        Assert.Equal(("CN=system:kube-scheduler", "ca"), (renewed.Subject, renewed.Authority));
    }

    [Theory]
    [InlineData("/home/mallory/.kube/config")]
    [InlineData("/etc/cni/net.d/calico-kubeconfig")]
    public void Names_that_others_write_do_not_come_into_the_API_servers_certificate(string place)
    {
        using var node = new RepairCase();
        var evil = node.Tree.Read(Admin).Split('\n').Select(line => line.TrimStart().StartsWith("server:", StringComparison.Ordinal)
            ? "    server: https://evil.example:6443" : line);
        node.Tree.Write(place, string.Join('\n', evil));
        node.Tree.Write("/etc/cni/net.d/10-calico.conflist",
            """{"name": "k8s", "plugins": [{"type": "calico", "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}}]}""");
        var plans = new[] { node.Whole(),
            RepairPlanner.Renew(node.Read(), new RenewalScope { Roles = ["apiserver"] }, new RepairOptions { Force = true }) };
        Assert.DoesNotContain(plans.SelectMany(plan => plan.Plan.Steps).SelectMany(step => step.Changes).SelectMany(change =>
            change.Details), detail => detail.Contains("evil.example", StringComparison.Ordinal));
    }

    [Fact]
    public void No_remedy_has_admin_conf_copied_into_a_home()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        using var real = Signed(node,
            new TestCertificate(MastersAdmin) { Start = TestPki.Start.AddYears(-8), End = TestPki.Start.AddYears(-7) });
        using var foreign = TestPki.Authority("kubernetes");
        node.Tree.Write(Own, Config(node, real, $"client-key-data: {TestPki.Base64(TestPki.KeyPem(real))}"));
        node.Tree.Write(Janes, Config(node, real, $"client-key-data: {TestPki.Base64(TestPki.KeyPem(foreign))}"));
        node.Tree.Write("/home/joe/.kube/config",
            node.Tree.Read(Own).Replace(TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt")),
            TestPki.Base64(foreign.ExportCertificatePem()), StringComparison.Ordinal));
        var told = Diagnosis.Run(node.Read());
        Assert.Contains(told, finding => finding.NodePath == Janes);
        var texts = told.Select(finding => finding.Remedy).Concat(node.Whole().Plan.LeftAlone.Select(note => note.Reason)).ToList();
        Assert.DoesNotContain(texts, text =>
            System.Text.RegularExpressions.Regex.IsMatch(text,
                @"\bcp\b[^;&]*admin\.conf|(?<!Never )copy (it|admin\.conf)|copy of admin\.conf"));
    }

    // An unasked repair of the whole, then one of the file by its name: in both the holder keeps what he has, and nobody's file grows.
    private static void GivesNothing(RepairCase node, X509Certificate2 certificate, string key)
    {
        node.Tree.Write(Own, Config(node, certificate, $"client-key-data: {TestPki.Base64(key)}"));
        var files = Directory.GetFiles(node.Tree.Path("/etc/kubernetes"));
        foreach (var repair in new[] { node.Whole(), node.Kubeconfigs(), node.Kubeconfigs(null, Own) })
        {
            if (repair.Plan.Steps.Count > 0)
                node.Apply(repair, Own);
            var text = node.Tree.Read(Own);
            Assert.Contains(TestPki.Base64(certificate.ExportCertificatePem()), text, StringComparison.Ordinal);
            Assert.Contains(TestPki.Base64(key), text, StringComparison.Ordinal);
        }
        Assert.Equal(files, Directory.GetFiles(node.Tree.Path("/etc/kubernetes")));
    }

    private static void LeavesAlone(Action<string> expose)
    {
        using var node = new RepairCase();
        using var real = Signed(node, new TestCertificate(MastersAdmin) { End = TestPki.AsOf.AddDays(-1) });
        node.Tree.Write(Own, Config(node, real, $"client-key-data: {TestPki.Base64(TestPki.KeyPem(real))}"));
        expose(node.Tree.Path(Own));
        var before = node.Tree.Read(Own);
        var plan = node.Whole().Plan;
        Assert.DoesNotContain(plan.Steps.SelectMany(step => step.Changes), change => change.NodePath == Own);
        Assert.Contains(plan.LeftAlone, note => note.Target == Own);
        Assert.Equal(before, node.Tree.Read(Own));
        // By its name it is the administrator's own decision.
        Assert.Contains(node.Kubeconfigs(null, Own).Plan.Steps.SelectMany(step => step.Changes), change => change.NodePath == Own);
    }

    private static X509Certificate2 Signed(RepairCase node, TestCertificate certificate)
    {
        using var authority = node.Tree.Pair("ca");
        return (certificate.Start < TestPki.Start ? certificate : certificate with { Start = TestPki.Start }).SignedBy(authority);
    }

    private static string Stat(RepairCase node, string path) => Shell.Run($"stat -c '%u:%g %a' '{node.Tree.Path(path)}'").Output.Trim();

    private static string Config(RepairCase node, X509Certificate2 certificate, string key) => $$$"""
        apiVersion: v1
        kind: Config
        current-context: ours
        clusters:
        - name: ours
          cluster: {server: "{{{Server(node)}}}",
              certificate-authority-data: {{{TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt"))}}}}
        contexts:
        - {name: ours, context: {cluster: ours, user: boss}}
        users:
        - name: boss
          user:
            client-certificate-data: {{{TestPki.Base64(certificate.ExportCertificatePem())}}}
            {{{key}}}
        """;

    private static string Server(RepairCase node) => node.Read().Kubeconfigs.First(kubeconfig => kubeconfig.Role == "admin.conf").Server!;
}
