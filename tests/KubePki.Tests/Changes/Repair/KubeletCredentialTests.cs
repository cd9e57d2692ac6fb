using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Credentials of kubelet that work today, and are the next outage: pinned, of another name, near their end.</summary>
public sealed class KubeletCredentialTests
{
    private const string Conf = "/etc/kubernetes/kubelet.conf";
    private const string Newer = "kubelet-client-2026-06-20-08-01-00.pem";

    [Fact]
    public void A_kubeconfig_that_names_a_dated_pem_follows_the_link_again()
    {
        using var node = Pinned(out var newer);
        Assert.Equal(FindingSeverity.Error, Finding(node).SeverityLevel);
        node.ApplyAndTakeBack(() => node.Kubelet(), () =>
        {
            Assert.DoesNotContain("kubelet-client-20", node.Tree.Read(Conf), StringComparison.Ordinal);
            Assert.Equal((true, newer), (node.Verdict().Usable, node.Verdict().Certificate!.Fingerprint));
        });
    }

    [Fact]
    public void Its_remedy_names_the_link_and_no_dated_pem()
    {
        using var node = Pinned(out _);
        Assert.Contains($"--client-certificate {RepairCase.Link} --client-key {RepairCase.Link}", Finding(node).Remedy,
            StringComparison.Ordinal);
        Assert.DoesNotContain("kubelet-client-20", Finding(node).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void While_the_link_leads_to_the_same_pem_it_is_a_warning()
    {
        using var node = new RepairCase();
        node.Tree.Replace(Conf, "kubelet-client-current.pem", Path.GetFileName(RepairCase.Pem));
        Assert.Equal(FindingSeverity.Warning, Finding(node).SeverityLevel);
    }

    [Fact]
    public void An_embedded_credential_that_has_expired_is_left_for_the_link_not_for_a_dated_pem()
    {
        using var node = Embedded("system:node:cp1", TestPki.AsOf.AddDays(-3));
        var remedy = Diagnosis.Run(node.Read()).Single(finding => finding.Check == nameof(KubeletCredentialUnusable)).Remedy;
        Assert.Contains($"--client-certificate {RepairCase.Link}", remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("--client-certificate /var/lib/kubelet/pki/kubelet-client-20", remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_credential_of_another_nodes_name_gives_way_to_one_of_this_node(bool isExpired)
    {
        using var node = Embedded("system:node:cp9.example", TestPki.AsOf.AddDays(isExpired ? -3 : 200));
        node.Tree.Delete(RepairCase.Link);
        node.Tree.Delete(RepairCase.Pem);
        node.Apply(node.Kubelet());
        var after = node.Verdict();
        Assert.Equal((true, true, "system:node:cp1"), (after.Usable, after.NameMatches, after.Certificate!.CommonName));
    }

    [Fact]
    public void Without_the_CAs_key_its_name_is_told_and_nothing_is_promised()
    {
        using var node = Embedded("system:node:cp9.example", TestPki.AsOf.AddDays(200));
        node.Tree.Delete(RepairCase.Link);
        node.Tree.Delete(RepairCase.Pem);
        node.Tree.Delete("/etc/kubernetes/pki/ca.key");
        var finding = Diagnosis.Run(node.Read()).Single(finding => finding.Check == nameof(KubeletNodeNameMismatch));
        Assert.False(finding.CanRepair);
        Assert.DoesNotContain(node.Kubelet().Plan.Steps, step => step.Cures.Contains(finding.Check));
    }

    [Fact]
    public void An_embedded_credential_near_its_end_is_issued_anew_with_all_the_rest()
    {
        using var node = Embedded("system:node:cp1", TestPki.AsOf.AddDays(4));
        node.Tree.Delete(RepairCase.Link);
        node.Tree.Delete(RepairCase.Pem);
        Assert.Contains(Diagnosis.Run(node.Read()), finding => finding is { Check: nameof(CertificateExpiring), CanRepair: true });
        node.Apply(node.Whole());
        // As long as the old one was made to be valid.
        Assert.True(node.Verdict().Certificate!.Remaining.TotalDays > 150);
    }

    private static KubePkiFinding Finding(RepairCase node) =>
        Diagnosis.Run(node.Read()).Single(finding => finding.Check == nameof(KubeletCredentialPinned));

    private static RepairCase Pinned(out string newer)
    {
        var node = new RepairCase();
        node.Tree.Replace(Conf, "kubelet-client-current.pem", Path.GetFileName(RepairCase.Pem));
        using var made = node.Tree.IssuePem(Newer,
            new TestCertificate("CN=system:node:cp1, O=system:nodes") { End = TestPki.AsOf.AddYears(1) });
        newer = KubePki.Pki.X509.Hex.Sha256(made.RawData);
        node.Tree.Delete(RepairCase.Link);
        node.Tree.Link(RepairCase.Link, TreeEdits.KubeletPki + Newer);
        return node;
    }

    private static RepairCase Embedded(string name, DateTimeOffset end)
    {
        var node = new RepairCase();
        node.Tree.Replace(Conf, "client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem", "client-certificate-data: x");
        node.Tree.Replace(Conf, "client-key: /var/lib/kubelet/pki/kubelet-client-current.pem", "client-key-data: x");
        node.Tree.IssueConf("kubelet.conf", new TestCertificate($"CN={name}, O=system:nodes") { End = end });
        return node;
    }
}
