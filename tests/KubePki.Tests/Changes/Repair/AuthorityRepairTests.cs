using System.Security.Cryptography;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Tests.Node.Checks;

namespace KubePki.Tests.Changes.Repair;

/// <summary>CAs: left alone, or renewed with the keys that they have.</summary>
public sealed class AuthorityRepairTests
{
    private const string Late = "2037-01-01T00:00:00Z";
    private const string Summer = "2026-07-01T00:00:00Z";

    private static readonly RepairOptions Forced = new() { Authority = true, Force = true };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_both_words_an_expired_CA_stays_and_is_explained(bool authority, bool force)
    {
        using var tree = NodeTree.Unpack("healthy");
        var node = Read(tree, Late);
        var plan = RepairPlanner.Plan(node, Diagnosis.Run(node), new RepairOptions { Authority = authority, Force = force }).Plan;
        Assert.Empty(plan.Steps);
        foreach (var role in new[] { "ca", "etcd-ca", "front-proxy-ca" })
            Assert.Contains(plan.LeftAlone,
                note => note.Target == role && note.Reason.Contains("-Authority -Force", StringComparison.Ordinal));
        Assert.Contains(plan.LeftAlone,
            note => note.Target == "apiserver" && note.Reason == "Its CA, ca, has expired and must be renewed first.");
    }

    /// <summary>A file of such a CA that is changed by hand keeps the server from starting, or is overwritten.</summary>
    [Theory]
    [InlineData("k3s server", "server-ca", "k3s certificate rotate-ca")]
    [InlineData("rke2 server", "client-ca", "rke2 certificate rotate-ca")]
    [InlineData("RKE1", "kube-ca", "rke cert rotate --rotate-ca")]
    [InlineData("MicroK8s", "ca", "microk8s refresh-certs -e ca.crt")]
    [InlineData("MicroK8s", "front-proxy-ca", null)]
    [InlineData("k0s controller and worker", "ca", null)]
    public void The_CA_of_a_distribution_that_keeps_it_elsewhere_is_left_to_it(string name, string id, string? way)
    {
        var made = ReportedNode.AuthorityEnded(RancherNodes.Rows.Concat(OtherNodes.Rows).Single(node => node.Name == name), id);
        using var tree = made.Build();
        var path = made.Authorities.Single(authority => authority.Id == id).Path;
        var node = MadeNode.Read(tree);
        var finding = Assert.Single(Diagnosis.Run(node), finding => finding.Check == "CertificateExpired" && finding.NodePath == path);
        var plan = RepairPlanner.Plan(node, [finding], Forced).Plan;
        if (way is null)
        {
            Assert.Contains(plan.Steps, step => step.Changes.Any(change => change.NodePath == path));
            Assert.StartsWith("CAs are renewed on request only: kubepki repair --authority --force", finding.Remedy,
                StringComparison.Ordinal);
            return;
        }
        Assert.Empty(plan.Steps);
        Assert.Contains(way, Assert.Single(plan.LeftAlone).Reason, StringComparison.Ordinal);
        Assert.Contains(way, finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("openssl", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_whose_CAs_have_all_expired_is_whole_again_and_keeps_its_keys()
    {
        using var tree = NodeTree.Unpack("healthy");
        var before = Read(tree, Late);
        var keys = KeyFiles(tree);
        var repair = RepairPlanner.Plan(before, Diagnosis.Run(before), Forced);
        Assert.Equal(["ca", "etcd-ca", "front-proxy-ca"], repair.Plan.Steps.Take(3).Select(step => step.Target));
        Assert.All(RepairRun.Apply(repair, Options(tree, Late)), receipt => Assert.True(receipt.Result == "Done", receipt.ToString()));

        var after = Read(tree, Late);
        Assert.Empty(Diagnosis.Run(after, new DiagnosisOptions { Severity = FindingSeverity.Error }));
        Assert.Equal(keys, KeyFiles(tree));
        foreach (var role in new[] { "ca", "etcd-ca", "front-proxy-ca" })
        {
            var (old, renewed) = (Authority(before, role), Authority(after, role));
            Assert.Equal((old.Subject, old.PublicKeyHash, old.SubjectKeyId, old.KeyUsages, old.DnsNames, old.NotBefore),
                (renewed.Subject, renewed.PublicKeyHash, renewed.SubjectKeyId, renewed.KeyUsages, renewed.DnsNames, renewed.NotBefore));
            Assert.NotEqual(old.SerialNumber, renewed.SerialNumber);
            Assert.Equal(DateTimeOffset.Parse("2046-12-30T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture), renewed.NotAfter);
        }
        // Every kubeconfig holds the new certificate, not only those whose credential was reissued.
        Assert.All(after.Kubeconfigs,
            kubeconfig => Assert.Equal(Authority(after, "ca").Fingerprint, Assert.Single(kubeconfig.Authorities).Fingerprint));
    }

    [Fact]
    public void What_a_CA_has_signed_stays_as_it_is_when_only_the_CA_is_renewed()
    {
        using var tree = NodeTree.Unpack("healthy");
        var before = Read(tree, Summer);
        var repair = RepairPlanner.Renew(before, new RenewalScope { Roles = ["ca"] },
            Forced with { AuthorityValidFor = TimeSpan.FromDays(7300) });
        Assert.Equal(["renew ca with its existing key", "update the CA in /etc/kubernetes/admin.conf"],
            repair.Plan.Steps.Take(2).Select(step => step.Title));
        Assert.All(RepairRun.Apply(repair, Options(tree, Summer)), receipt => Assert.Equal("Done", receipt.Result));
        var after = Read(tree, Summer);
        Assert.Equal(Leaves(before), Leaves(after));
        Assert.Equal(Authority(before, "etcd-ca").Fingerprint, Authority(after, "etcd-ca").Fingerprint);
        Assert.Empty(Diagnosis.Run(after, new DiagnosisOptions { Severity = FindingSeverity.Error }));
    }

    [Fact]
    public void The_other_CAs_of_a_bundle_stay_behind_the_renewed_one()
    {
        using var tree = NodeTree.Unpack("healthy");
        var other = tree.Read("/etc/kubernetes/pki/front-proxy-ca.crt");
        tree.Write("/etc/kubernetes/pki/ca.crt", tree.Read("/etc/kubernetes/pki/ca.crt") + other);
        RepairRun.Apply(RepairPlanner.Renew(Read(tree, Summer), new RenewalScope { Roles = ["ca"] }, Forced), Options(tree, Summer));
        var bundle = Read(tree, Summer).Certificates.Where(certificate => certificate.NodePath == "/etc/kubernetes/pki/ca.crt").ToList();
        Assert.Equal(["CN=kubernetes", "CN=front-proxy-ca"], bundle.Select(certificate => certificate.Subject));
        Assert.Contains(other.Trim(), tree.Read("/etc/kubernetes/pki/ca.crt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_CA_without_its_key_or_of_another_CA_is_left()
    {
        using var tree = NodeTree.Unpack("healthy");
        File.Delete(tree.Path("/etc/kubernetes/pki/etcd/ca.key"));
        var plan = RepairPlanner.Renew(Read(tree, Summer), new RenewalScope { Roles = ["etcd-ca"] }, Forced).Plan;
        Assert.Empty(plan.Steps);
        Assert.Equal("Its key is not on this node: renew it where the key is stored.", Assert.Single(plan.LeftAlone).Reason);
    }

    private static List<string> KeyFiles(NodeTree tree) => [.. new[] { "ca.key", "etcd/ca.key", "front-proxy-ca.key", "sa.key", "sa.pub" }
        .Select(name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(tree.Path($"/etc/kubernetes/pki/{name}"))))
            + File.GetLastWriteTimeUtc(tree.Path($"/etc/kubernetes/pki/{name}")).Ticks)];

    private static List<string> Leaves(NodePki node) => [.. node.Certificates.Where(certificate => !certificate.IsAuthority)
        .Select(certificate => $"{certificate.NodePath} {certificate.Fingerprint}")];

    private static KubeCertificate Authority(NodePki node, string role) =>
        node.Certificates.Single(certificate => certificate.Role == role);

    private static NodePki Read(NodeTree tree, string time) => new NodeReader(Options(tree, time)).ReadNode();

    private static ReadOptions Options(NodeTree tree, string time) =>
        new() { Root = tree.Root, AsOf = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) };
}
