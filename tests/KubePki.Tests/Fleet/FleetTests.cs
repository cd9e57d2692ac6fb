using System.Globalization;
using KubePki.Changes.Repair;
using KubePki.Fleet;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Fleet;

/// <summary>What only many nodes together show, on real trees of which one was changed.</summary>
public sealed class FleetTests
{
    private static readonly DateTimeOffset Night = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_finding_stands_for_all_nodes_with_a_fault()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("expired-2020");
        var expired = Find([first.Root, second.Root]).Where(finding => finding is { Check: "CertificateExpired", Target: "apiserver" });
        var one = Assert.Single(expired);
        Assert.Equal(2, one.NodeCount);
        Assert.StartsWith($"On each node; on {one.Nodes[0]}: kubepki repair --root {first.Root} --yes", one.Remedy,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sa", "/etc/kubernetes/pki/sa.key", FindingSeverity.Critical)]
    [InlineData("ca", "/etc/kubernetes/pki/ca.crt", FindingSeverity.Critical)]
    [InlineData("etcd-ca", "/etc/kubernetes/pki/etcd/ca.crt", FindingSeverity.Critical)]
    [InlineData("front-proxy-ca", "/etc/kubernetes/pki/front-proxy-ca.crt", FindingSeverity.Error)]
    public void What_control_planes_must_share_is_compared(string role, string file, FindingSeverity severity)
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("expired-2020");
        using var other = NodeTree.Unpack("healthy");
        Assert.DoesNotContain(Find([first.Root, second.Root]), finding => finding.Check == "FleetAuthorityMismatch");
        File.Copy(other.Path(file), second.Path(file), overwrite: true);
        var found = Assert.Single(Find([first.Root, second.Root]), finding => finding.Check == "FleetAuthorityMismatch");
        Assert.Equal((role, severity), (found.Target, found.SeverityLevel));
        Assert.Equal([second.Root], found.Roots);
        Assert.Equal(2, found.Proof.Count);
    }

    [Fact]
    public void Different_clusters_are_not_compared()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var other = NodeTree.Unpack("healthy");
        Assert.DoesNotContain(Find([first.Root, other.Root]), finding => finding.Check.StartsWith("Fleet", StringComparison.Ordinal)
            && finding.Check != "FleetFirstEnd");
    }

    [Fact]
    public void Keys_and_names_that_are_used_twice_are_told()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("expired-2020");
        var found = Find([first.Root, second.Root]);
        Assert.Contains(found, finding => finding.Check == "FleetNodeNameTwice");
        Assert.Contains(found, finding => finding is { Check: "FleetKeyShared", Target: "apiserver" });
        Assert.DoesNotContain(found, finding => finding is { Check: "FleetKeyShared", Target: "ca" });
    }

    [Fact]
    public void A_rotation_that_is_halfway_is_told()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("expired-2020");
        using var other = NodeTree.Unpack("healthy");
        File.AppendAllText(second.Path("/etc/kubernetes/pki/ca.crt"), File.ReadAllText(other.Path("/etc/kubernetes/pki/ca.crt")));
        var found = Assert.Single(Find([first.Root, second.Root]), finding => finding.Check == "FleetTrustDiffers");
        Assert.Equal([first.Root], found.Roots);
    }

    [Fact]
    public void Who_dies_first_is_told_of_each_cluster()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("outage-2019");
        var found = Find([first.Root, second.Root], new(2019, 9, 1, 0, 0, 0, TimeSpan.Zero))
            .Where(finding => finding.Check == "FleetFirstEnd").ToList();
        Assert.Equal(2, found.Count);
        var soon = found.Single(finding => finding.Roots.Contains(second.Root));
        Assert.Equal(("kube-apiserver", FindingSeverity.Warning), (soon.Target, soon.SeverityLevel));
        Assert.Equal(new DateTimeOffset(2019, 9, 8, 3, 38, 9, TimeSpan.Zero), soon.FirstAt);
        Assert.EndsWith(", on 2019-09-08 (in 7 days).", soon.Message, StringComparison.Ordinal);
        Assert.Equal([first.Root], found.Single(finding => finding != soon).Roots);
    }

    [Theory]
    [InlineData("2020-06-01", FindingSeverity.Information)]
    [InlineData("2020-07-01", FindingSeverity.Warning)]
    [InlineData("2020-07-22", FindingSeverity.Error)]
    [InlineData("2020-07-28", FindingSeverity.Critical)]
    public void The_nearer_the_first_end_the_worse(string asOf, FindingSeverity severity)
    {
        using var first = NodeTree.Unpack("expired-2020");
        var found = Find([first.Root], DateTimeOffset.Parse(asOf + "T00:00:00Z", CultureInfo.InvariantCulture))
            .Single(finding => finding.Check == "FleetFirstEnd");
        Assert.Equal((severity, "kube-apiserver"), (found.SeverityLevel, found.Target));
    }

    [Fact]
    public void All_that_end_together_are_counted_and_what_renews_itself_is_not_the_first()
    {
        NodeTree[] trees = [.. Enumerable.Range(0, 3).Select(_ => NodeTree.Unpack("healthy"))];
        // What rotation has left behind has ended long ago.
        using (var old = new TestCertificate("CN=system:node:cp1,O=system:nodes")
        {
            Start = TestPki.AsOf.AddYears(-1), End = TestPki.AsOf.AddDays(1), Usages = ["clientAuth"],
        }.SignedBy(trees[0].Pair("ca")))
        {
            trees[0].Write(TreeEdits.KubeletPki + "kubelet-client-2025-01-01-00-00-00.pem",
                old.ExportCertificatePem() + "\n" + TestPki.KeyPem(old));
        }
        var found = Find([.. trees.Select(tree => tree.Root)], TestPki.AsOf).Single(finding => finding.Check == "FleetFirstEnd");
        Assert.Equal((3, "kube-apiserver"), (found.NodeCount, found.Target));
        Assert.Equal(new DateTimeOffset(2027, 6, 1, 8, 0, 0, TimeSpan.Zero), found.FirstAt);
        Array.ForEach(trees, tree => tree.Dispose());
    }

    [Fact]
    public void One_root_that_is_spelled_in_many_ways_is_one_node()
    {
        using var first = NodeTree.Unpack("expired-2020");
        first.Link("/link", first.Root);
        var found = Find([first.Root, first.Root + "/", Path.Combine(first.Root, "etc", ".."), first.Path("/link")]);
        Assert.All(found, finding => Assert.Equal([first.Root], finding.Roots));
        Assert.DoesNotContain(found, finding => finding.Check == "FleetNodeNameTwice");
    }

    [Fact]
    public void Nodes_of_one_name_are_told_apart_by_their_roots()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("expired-2020");
        var twice = Find([first.Root, second.Root]).Single(finding => finding.Check == "FleetNodeNameTwice");
        Assert.Equal([$"kubemaster ({first.Root})", $"kubemaster ({second.Root})"], twice.Nodes);
        Assert.Equal("2 nodes are called kubemaster.", twice.Message);
    }

    [Fact]
    public void A_root_that_is_none_is_told_and_the_rest_is_done()
    {
        using var first = NodeTree.Unpack("expired-2020");
        var told = new List<PkiProblem>();
        var found = FleetDiagnosis.Run([first.Root, "/nonexistent"], new ReadOptions { AsOf = Night }, Diagnose, told.AddRange).Findings;
        Assert.NotEmpty(found);
        Assert.Equal(PkiProblemId.PathNotFound, Assert.Single(told).Id);
    }

    private static IReadOnlyList<KubePkiFleetFinding> Find(string[] roots, DateTimeOffset? asOf = null) =>
        FleetDiagnosis.Run(roots, new ReadOptions { AsOf = asOf ?? Night }, Diagnose, _ => { }).Findings;

    private static IReadOnlyList<KubePkiFinding> Diagnose(NodePki node) =>
        RepairOutlook.Diagnose(node, DiagnosisOptions.Everything, new RepairCommandLine());
}
