using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubeconfigs;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Copies of admin.conf that people have: what belongs to this cluster is put right, and every other byte stays.</summary>
public sealed class KubeconfigCopyTests
{
    private const string Admin = "/etc/kubernetes/admin.conf";
    private const string Copy = "/srv/people/jane.config";

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "\n")]
    public void Only_the_user_of_this_cluster_changes(string lineBreak, string end)
    {
        using var node = new RepairCase();
        using var old = Old(node, TestPki.AsOf.AddDays(-1));
        var before = Text(node, old).ReplaceLineEndings(lineBreak) + end;
        node.Tree.Write(Copy, before);
        Loosen(node);
        var admin = Data(node, "client-certificate-data");
        node.ApplyAndTakeBack(() => node.Kubeconfigs(null, Copy), () =>
        {
            var expected = before.Replace(TestPki.Base64(old.ExportCertificatePem()), admin, StringComparison.Ordinal)
                .Replace(TestPki.Base64(TestPki.KeyPem(old)), Data(node, "client-key-data"), StringComparison.Ordinal);
            Assert.Equal(expected, node.Tree.Read(Copy));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(node.Tree.Path(Copy)));
        }, Copy);
    }

    [Theory]
    [InlineData("a", "whole")]
    [InlineData("a", "kubeconfig")]
    [InlineData("b", "whole")]
    [InlineData("b", "kubeconfig")]
    public void An_admin_conf_that_somebody_merged_keeps_what_another_cluster_gave(string current, string command)
    {
        using var node = new RepairCase();
        using var otherAuthority = TestPki.Authority("kubernetes");
        using var others = TestPki.Leaf(otherAuthority, "CN=kubernetes-admin, O=system:masters", TestPki.AsOf.AddDays(-1));
        node.Tree.Write(Admin, $$$"""
            apiVersion: v1
            kind: Config
            clusters:
            - {name: own, cluster: {server: 'https://own:6443', certificate-authority-data: {{{Data(node, "certificate-authority-data")}}}}}
            - {name: other, cluster: {server: 'https://other:6443', certificate-authority-data: {{{Data(otherAuthority)}}} }}
            users:
            - name: kubernetes-admin
              user:
                client-certificate-data: {{{Data(others)}}}
                client-key-data: {{{TestPki.Base64(TestPki.KeyPem(others))}}}
            contexts:
            - {name: a, context: {cluster: own, user: kubernetes-admin}}
            - {name: b, context: {cluster: other, user: kubernetes-admin}}
            current-context: {{{current}}}

            """);
        var plan = command == "whole" ? node.Whole() : node.Kubeconfigs(null, Admin);
        Assert.DoesNotContain(plan.Plan.Steps.SelectMany(step => step.Changes), change => change.NodePath == Admin);
        Assert.Contains(plan.Plan.LeftAlone, note => note.Reason.Contains("another cluster", StringComparison.Ordinal));
        Assert.DoesNotContain(Diagnosis.Run(node.Read()), finding =>
            finding is { NodePath: Admin, CanRepair: true, Check: not nameof(KubeconfigServerNotCovered) });
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void A_user_that_contexts_of_two_clusters_share_keeps_the_credential_of_the_other_cluster(string current)
    {
        using var node = new RepairCase();
        using var otherAuthority = TestPki.Authority("kubernetes");
        using var others = TestPki.Leaf(otherAuthority, "CN=kubernetes-admin, O=system:masters", TestPki.AsOf.AddDays(-1));
        var own = Data(node, "certificate-authority-data");
        node.Tree.Write(Copy, $$$"""
            apiVersion: v1
            kind: Config
            clusters:
            - {name: own, cluster: {server: 'https://own:6443', certificate-authority-data: {{{own}}} }}
            - {name: other, cluster: {server: 'https://other:6443', certificate-authority-data: {{{Data(otherAuthority)}}} }}
            users:
            - name: kubernetes-admin
              user:
                client-certificate-data: {{{Data(others)}}}
                client-key-data: {{{TestPki.Base64(TestPki.KeyPem(others))}}}
            contexts:
            - {name: a, context: {cluster: own, user: kubernetes-admin}}
            - {name: b, context: {cluster: other, user: kubernetes-admin}}
            current-context: {{{current}}}

            """);
        var before = node.Tree.Read(Copy);
        Assert.Empty(node.Kubeconfigs(null, Copy).Plan.Steps);
        Assert.Equal(before, node.Tree.Read(Copy));
        var finding = Assert.Single(Diagnosis.Run(node.Read(Copy), CancellationToken.None),
            finding => finding.Check == "KubeconfigAuthorityMismatch");
        Assert.StartsWith("Context a leads to cluster own with the credential of user kubernetes-admin", finding.Message,
            StringComparison.Ordinal);
        Assert.Equal(current == "a" ? FindingSeverity.Error : FindingSeverity.Warning, finding.SeverityLevel);
    }

    private static string Data(X509Certificate2 certificate) => TestPki.Base64(certificate.ExportCertificatePem());

    [Fact]
    public void An_original_that_has_expired_is_renewed_first()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        node.Tree.Copy(Admin, Copy);
        var plan = node.Kubeconfigs(null, Copy).Plan;
        Assert.Equal(["renew admin.conf", $"update {Copy}"], plan.Steps.Select(step => step.Title));
        node.ApplyAndTakeBack(() => node.Kubeconfigs(null, Copy), () => Assert.Equal(node.Tree.Read(Admin), node.Tree.Read(Copy)), Copy);
    }

    [Fact]
    public void A_lost_original_is_made()
    {
        using var node = new RepairCase();
        using var old = Old(node, TestPki.AsOf.AddDays(-1));
        node.Tree.Write(Copy, Text(node, old));
        node.Tree.Delete(Admin);
        node.ApplyAndTakeBack(() => node.Kubeconfigs(null, Copy), () =>
        {
            var set = node.Read(Copy).Kubeconfigs;
            Assert.Equal(set.Single(kubeconfig => kubeconfig.NodePath == Admin).Certificate!.Fingerprint,
                set.Single(kubeconfig => kubeconfig.NodePath == Copy).Users.Single(user => user.Name == "boss").Certificate!.Fingerprint);
        }, Copy);
    }

    [Fact]
    public void A_stale_CA_of_this_cluster_goes_and_a_twin_of_another_cluster_stays()
    {
        using var node = new RepairCase();
        using var earlier = TestPki.Authority("kubernetes");
        using var old = TestPki.Leaf(earlier, "O=system:masters, CN=kubernetes-admin");
        var before = Text(node, old).Replace(TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt")),
            TestPki.Base64(earlier.ExportCertificatePem()), StringComparison.Ordinal);
        node.Tree.Write(Copy, before);
        node.ApplyAndTakeBack(() => node.Kubeconfigs(null, Copy), () =>
        {
            var after = node.Read(Copy).Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == Copy);
            var authority = node.Read().Certificates.Single(certificate => certificate.Role == "ca").PublicKeyHash;
            Assert.Equal(authority, after.Clusters.Single(cluster => cluster.Name == "ours").Authorities.Single().PublicKeyHash);
            // Who was let in by another key has proved nothing to this one.
            Assert.Equal(old.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
                after.Users.Single(user => user.Name == "boss").Certificate!.Fingerprint);
            Assert.Contains("{server: \"https://other:6443\", certificate-authority-data: T1RIRVI=}",
                node.Tree.Read(Copy), StringComparison.Ordinal);
        }, Copy);
        node.Tree.Write(Copy, before.Replace("https://k8s.example.internal:6443", "https://elsewhere:6443", StringComparison.Ordinal));
        Assert.Empty(node.Kubeconfigs(null, Copy).Plan.Steps);
        Assert.Contains(node.Kubeconfigs(null, Copy).Plan.LeftAlone,
            note => note.Reason.StartsWith("Nothing in it belongs to this cluster", StringComparison.Ordinal));
    }

    [Fact]
    public void An_expired_user_of_another_cluster_never_gets_this_ones_credential()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        using var elsewhere = TestPki.Authority("kubernetes");
        using var stranger = new TestCertificate("O=system:masters, CN=kubernetes-admin")
        {
            Start = TestPki.Start.AddYears(-8),
            End = TestPki.Start.AddYears(-7),
        }.SignedBy(elsewhere);
        // The current context is the stranger's.
        var text = node.Tree.Read(Admin)
            .Replace("users:\n", "users:\n- name: stranger\n  user: {client-certificate-data: "
                + $"{TestPki.Base64(stranger.ExportCertificatePem())}, client-key-data: {TestPki.Base64(TestPki.KeyPem(stranger))}}}\n",
                StringComparison.Ordinal)
            .Replace("contexts:\n", "contexts:\n- {name: away, context: {cluster: away, user: stranger}}\n", StringComparison.Ordinal)
            .Replace("clusters:\n", "clusters:\n- {name: away, cluster: {server: \"https://away:6443\", certificate-authority-data: "
                + $"{TestPki.Base64(elsewhere.ExportCertificatePem())}}}}}\n",
                StringComparison.Ordinal)
            .Replace("current-context: kubernetes-admin@kubernetes", "current-context: away", StringComparison.Ordinal);
        node.Tree.Write("/root/.kube/config", text);
        node.Apply(node.Whole());
        var after = node.Read().Kubeconfigs.Single(kubeconfig => kubeconfig.NodePath == "/root/.kube/config");
        Assert.Equal(stranger.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
            after.Users.Single(user => user.Name == "stranger").Certificate!.Fingerprint.ToLowerInvariant());
        Assert.Equal("Valid", after.Users.Single(user => user.Name == "kubernetes-admin").Certificate!.Status);
        Assert.Empty(node.Whole().Plan.Steps);
    }

    [Fact]
    public void A_link_to_the_original_is_written_once()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        node.Tree.Link("/root/.kube/config", Admin);
        node.ApplyAndTakeBack(() => node.Whole(), () => Assert.Equal(Admin, node.LinkTarget("/root/.kube/config")));
    }

    [Fact]
    public void The_server_changes_in_the_cluster_that_is_this_one()
    {
        using var node = new RepairCase();
        node.Tree.Write(Copy, Text(node, null));
        var before = node.Tree.Read(Copy);
        node.ApplyAndTakeBack(() => node.Kubeconfigs(new RepairOptions { Server = "https://lb:6443" }, Copy),
            () => Assert.Equal(before.Replace("https://k8s.example.internal:6443", "https://lb:6443", StringComparison.Ordinal),
                node.Tree.Read(Copy)), Copy);
    }

    [Fact]
    public void What_is_good_stays_and_what_is_no_kubeconfig_is_told()
    {
        using var node = new RepairCase();
        node.Tree.Copy(Admin, Copy);
        Assert.Empty(node.Kubeconfigs(null, Copy).Plan.Steps);
        Assert.Contains(node.Read("/srv/nothing").Problems,
            problem => problem is { Id: PkiProblemId.PathNotFound, NodePath: "/srv/nothing" });
        node.Tree.Write("/srv/text", "hello");
        Assert.Contains(node.Read("/srv/text").Problems, problem => problem.NodePath == "/srv/text");
    }

    // Comments, flow style, an exec plugin, another cluster with a CA that is none.
    private static string Text(RepairCase node, X509Certificate2? old) => """
        # mine
        apiVersion: v1
        kind: Config
        current-context: other   # the usual
        clusters:
        - {name: other, cluster: {server: "https://other:6443", certificate-authority-data: T1RIRVI=}}
        - cluster:
            server: https://k8s.example.internal:6443   # vip
            certificate-authority-data: AUTHORITY
          name: ours
        contexts:
        - {name: other, context: {cluster: other, user: cloud}}
        - {name: ours, context: {cluster: ours, user: boss}}
        users:
        - {name: cloud, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}}}
        - name: boss
          user: {client-certificate-data: CERTIFICATE, client-key-data: KEY}
        """.Replace("AUTHORITY", TestPki.Base64(node.Tree.Read(TreeEdits.PkiDirectory + "ca.crt")), StringComparison.Ordinal)
        .Replace("CERTIFICATE", old is null ? Data(node, "client-certificate-data") : TestPki.Base64(old.ExportCertificatePem()),
            StringComparison.Ordinal)
        .Replace("KEY", old is null ? Data(node, "client-key-data") : TestPki.Base64(TestPki.KeyPem(old)), StringComparison.Ordinal);

    private static X509Certificate2 Old(RepairCase node, DateTimeOffset end)
    {
        using var authority = node.Tree.Pair("ca");
        return TestPki.Leaf(authority, "O=system:masters, CN=kubernetes-admin", end);
    }

    private static string Data(RepairCase node, string field) => node.Tree.Read(Admin).Split('\n')
        .Single(line => line.TrimStart().StartsWith(field + ":", StringComparison.Ordinal)).Split(": ")[1].Trim();

    private static void Loosen(RepairCase node)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(node.Tree.Path(Copy), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }
}
