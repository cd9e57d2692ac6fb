using KubePki.Changes.Repair;
using KubePki.Model;

namespace KubePki.Tests.Changes.Repair;

/// <summary>A kubelet.conf that holds its credential, as kubeadm init wrote it before 1.17: rotation never reaches it.</summary>
public sealed class EmbeddedCredentialTests
{
    private const string Conf = "/etc/kubernetes/kubelet.conf";

    [Theory]
    [InlineData("kubelet")]
    [InlineData("kubeconfig")]
    public void The_best_credential_moves_into_a_pem(string command)
    {
        using var node = Embedded(TestPki.Start.AddYears(3));
        var before = node.Verdict().Certificate!;
        node.ApplyAndTakeBack(() => Plan(node, command), () =>
        {
            var after = node.Verdict();
            Assert.Equal((true, CredentialKinds.CertificateFile, before.Fingerprint),
                (after.Usable, after.CredentialKind, after.Certificate!.Fingerprint));
            Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2026-01-01-00-05-00.pem", node.LinkTarget());
            Assert.DoesNotContain("-data: LS0tLS1CRUdJTiBFQ", node.Tree.Read(Conf), StringComparison.Ordinal);
            Assert.Contains("# of ours", node.Tree.Read(Conf), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Where_rotation_has_written_a_better_pem_that_one_is_named()
    {
        using var node = Embedded(TestPki.Start.AddMonths(9));
        node.ApplyAndTakeBack(() => node.Kubelet(), () => Assert.Equal((true, RepairCase.Pem), (node.Verdict().Usable, node.LinkTarget())));
    }

    [Fact]
    public void An_expired_one_gives_way_to_the_pem_that_rotation_wrote()
    {
        using var node = Embedded(TestPki.AsOf.AddDays(-3));
        node.Tree.Delete("/etc/kubernetes/pki/ca.key");
        node.ApplyAndTakeBack(() => node.Kubelet(), () => Assert.Equal((true, RepairCase.Pem), (node.Verdict().Usable, node.LinkTarget())));
    }

    [Fact]
    public void Without_pems_on_the_disk_the_embedded_one_becomes_the_first()
    {
        using var node = Embedded(TestPki.Start.AddMonths(9));
        node.Tree.Delete(RepairCase.Link);
        node.Tree.Delete(RepairCase.Pem);
        node.ApplyAndTakeBack(() => node.Kubelet(), () => Assert.True(node.Verdict() is { Usable: true, CredentialPath: RepairCase.Link }));
    }

    [Fact]
    public void The_whole_repair_leaves_what_is_no_fault()
    {
        using var node = Embedded(TestPki.Start.AddYears(3));
        Assert.Empty(node.Whole().Plan.Steps);
    }

    private static PreparedRepair Plan(RepairCase node, string command) => command == "kubelet" ? node.Kubelet() : node.Kubeconfigs();

    private static RepairCase Embedded(DateTimeOffset end)
    {
        var node = new RepairCase();
        var text = node.Tree.Read(Conf).Replace("client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem",
            "client-certificate-data: x", StringComparison.Ordinal)
            .Replace("client-key: /var/lib/kubelet/pki/kubelet-client-current.pem",
                "client-key-data: x  # of ours", StringComparison.Ordinal);
        File.WriteAllText(node.Tree.Path(Conf), text + "# of ours");
        node.Tree.IssueConf("kubelet.conf", new TestCertificate("CN=system:node:cp1, O=system:nodes") { End = end });
        return node;
    }
}
