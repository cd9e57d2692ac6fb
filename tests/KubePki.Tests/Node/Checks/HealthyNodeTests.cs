using KubePki.Model;

namespace KubePki.Tests.Node.Checks;

/// <summary>Nodes as installers leave them: nothing is wrong with them, and nothing is said of them.</summary>
public sealed class HealthyNodeTests
{
    private static readonly MadeNode[] All = [.. OtherNodes.Rows, .. RancherNodes.Rows, .. WorkerNodes.Rows];

    public static TheoryData<string> Names() => new(All.Select(node => node.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_said_that_is_not_argued(string name)
    {
        var made = Assert.Single(All, node => node.Name == name);
        using var tree = made.Build();
        var argued = made.Argued.Select(text => text.Split(':')[0]).ToList();
        var found = MadeNode.Findings(tree).Where(finding => finding.SeverityLevel > FindingSeverity.Information)
            .Select(finding => $"{finding.Check} {finding.Target}").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(argued.Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_known_for_what_it_is_and_nothing_on_it_is_a_problem(string name)
    {
        var made = Assert.Single(All, node => node.Name == name);
        using var tree = made.Build();
        var node = MadeNode.Read(tree);
        if (made.Distribution is not null)
            Assert.Equal(made.Distribution, node.Distribution);
        Assert.Empty(node.Problems.Select(problem => problem.ToString()));
        Assert.Equal(made.Confs.Length, node.Kubeconfigs.Count);
    }

    /// <summary>metrics-server refuses what kubelet signs for itself by default: every node of kubeadm has that to be told.</summary>
    [Fact]
    public void One_that_kubeadm_itself_wrote_is_told_of_its_self_signed_certificate_alone()
    {
        using var tree = NodeTree.Unpack("healthy");
        Assert.Equal("KubeletServingWithoutAddress",
            Assert.Single(MadeNode.Findings(tree), finding => finding.SeverityLevel > FindingSeverity.Information).Check);
    }
}
