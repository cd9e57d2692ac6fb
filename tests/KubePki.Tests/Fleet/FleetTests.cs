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
    public void Who_dies_first_is_told()
    {
        using var first = NodeTree.Unpack("expired-2020");
        using var second = NodeTree.Unpack("outage-2019");
        var found = Find([first.Root, second.Root], new(2019, 9, 1, 0, 0, 0, TimeSpan.Zero))
            .Single(finding => finding.Check == "FleetFirstEnd");
        Assert.Equal([second.Root], found.Roots);
        Assert.Equal(new DateTimeOffset(2019, 9, 8, 3, 38, 9, TimeSpan.Zero), found.FirstAt);
        Assert.Equal(2, found.Proof.Count);
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
