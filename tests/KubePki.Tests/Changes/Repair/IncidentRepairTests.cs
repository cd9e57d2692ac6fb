using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>The incidents, each fixed by one plan.</summary>
public sealed class IncidentRepairTests
{
    [Theory]
    [InlineData("expired-2020", "2020-07-28T00:00:00Z")]
    [InlineData("outage-2019", "2019-09-09T00:00:00Z")]
    public void A_dead_control_plane_is_whole_again(string name, string time)
    {
        using var tree = NodeTree.Unpack(name);
        var options = Options(tree, time);
        var before = new NodeReader(options).ReadNode();
        var repair = RepairPlanner.Plan(before, Diagnosis.Run(before), new RepairOptions());
        Assert.Equal(11, repair.Plan.Steps.Count);
        var receipts = RepairRun.Apply(repair, options);
        Assert.All(receipts, receipt => Assert.True(receipt.Result == "Done", receipt.ToString()));

        var after = new NodeReader(options).ReadNode();
        Assert.DoesNotContain(Diagnosis.Run(after), finding => finding.SeverityLevel >= FindingSeverity.Error);
        Assert.True(KubeletJudge.Judge(after, SpecBuilder.Build(after)).Usable);
        Assert.All(after.Certificates.Where(certificate => certificate.Role != "kubelet-server"),
            certificate => Assert.False(certificate.Expired, certificate.ToString()));
        // CAs and the keys of service accounts are never touched on the side.
        Assert.Equal(Untouchable(before), Untouchable(after));
        foreach (var old in before.Certificates.Where(certificate => certificate is { Source: CertificateSource.File, IsAuthority: false }))
        {
            var renewed = after.Certificates.Single(certificate => certificate.NodePath == old.NodePath && certificate.Index == old.Index);
            Assert.Equal((old.Subject, old.DnsNames, old.IPAddresses, old.Usages, old.Authority),
                (renewed.Subject, renewed.DnsNames, renewed.IPAddresses, renewed.Usages, renewed.Authority));
            Assert.NotEqual(old.PublicKeyHash, renewed.PublicKeyHash);
        }
    }

    [Fact]
    public void After_the_power_loss_the_link_is_switched_and_nothing_else()
    {
        using var tree = NodeTree.Unpack("power-loss");
        var options = Options(tree, "2021-09-01T03:00:00Z");
        var node = new NodeReader(options).ReadNode();
        var repair = RepairPlanner.Plan(node,
            Diagnosis.Run(node, new DiagnosisOptions { Checks = ["KubeletCredentialUnusable"] }), new RepairOptions());
        Assert.Equal("link", Assert.Single(Assert.Single(repair.Plan.Steps).Changes).Action);
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(repair, options)).Result);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2020-11-06-02-48-49.pem",
            new FileInfo(tree.Path("/var/lib/kubelet/pki/kubelet-client-current.pem")).LinkTarget);
        var after = new NodeReader(options).ReadNode();
        Assert.True(KubeletJudge.Judge(after, SpecBuilder.Build(after)).Usable);
        var again = RepairPlanner.Plan(after,
            Diagnosis.Run(after, new DiagnosisOptions { Checks = ["KubeletCredentialUnusable"] }), new RepairOptions());
        Assert.Empty(again.Plan.Steps);
    }

    [Fact]
    public void Leftovers_of_a_network_go_into_the_backup_and_no_certificate_is_touched()
    {
        using var tree = NodeTree.Unpack("cni-leftover");
        var options = Options(tree, "2020-06-21T00:00:00Z");
        var node = new NodeReader(options).ReadNode();
        var repair = RepairPlanner.Plan(node,
            Diagnosis.Run(node, new DiagnosisOptions { Severity = FindingSeverity.Error }), new RepairOptions());
        Assert.Equal(["/etc/cni/net.d/10-calico.conflist", "/etc/cni/net.d/calico-kubeconfig"],
            Assert.Single(repair.Plan.Steps).Changes.Select(change => change.NodePath));
        Assert.Equal("Done", Assert.Single(RepairRun.Apply(repair, options)).Result);
        Assert.False(File.Exists(tree.Path("/etc/cni/net.d/10-calico.conflist")));
        Assert.Empty(Diagnosis.Run(new NodeReader(options).ReadNode(), new DiagnosisOptions { Severity = FindingSeverity.Error }));
    }

    [Fact]
    public void Twice_is_once()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var options = Options(tree, "2020-07-28T00:00:00Z");
        var node = new NodeReader(options).ReadNode();
        RepairRun.Apply(RepairPlanner.Plan(node, Diagnosis.Run(node), new RepairOptions()), options);
        var after = new NodeReader(options).ReadNode();
        Assert.Empty(RepairPlanner.Plan(after,
            Diagnosis.Run(after, new DiagnosisOptions { Severity = FindingSeverity.Warning }), new RepairOptions()).Plan.Steps);
    }

    private static ReadOptions Options(NodeTree tree, string time) =>
        new() { Root = tree.Root, AsOf = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) };

    private static IEnumerable<string?> Untouchable(NodePki node) => node.Certificates
        .Where(certificate => certificate.IsAuthority && certificate.Source == CertificateSource.File)
        .Select(certificate => certificate.Fingerprint)
        .Concat(node.Keys.Where(key => key.Role is "sa" or "ca" or "etcd-ca" or "front-proxy-ca").Select(key => key.PublicKeyHash));
}
