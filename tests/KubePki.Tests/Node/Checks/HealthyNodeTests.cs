using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Tests.Node.Checks;

/// <summary>Nodes as installers leave them: nothing is wrong with them, and nothing is said of them.</summary>
public sealed class HealthyNodeTests
{
    private static readonly MadeNode[] All = [.. OtherNodes.Rows, .. UnitNodes.Rows, .. RancherNodes.Rows, .. WorkerNodes.Rows];

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

    [Theory]
    [InlineData("k3s agent", "k3s does, on start")]
    [InlineData("RKE1", "RKE1 does, when it is told to")]
    [InlineData("MicroK8s", "MicroK8s does, when it is told to")]
    [InlineData("k0s controller and worker", "70 to 90 %")]
    [InlineData("OpenShift", "70 to 90 %")]
    public void Who_renews_kubelets_credential_is_said(string name, string who)
    {
        using var tree = Assert.Single(All, node => node.Name == name).Build();
        var verdict = NodeView.Of(MadeNode.Read(tree)).Kubelet!;
        Assert.Contains(who, verdict.WhileRunning, StringComparison.Ordinal);
        Assert.Equal(who.Contains('%', StringComparison.Ordinal), verdict.RotationFrom is not null);
        Assert.Equal("No action is needed.", verdict.Remedy);
    }

    /// <summary>k0s runs its programs as users of their own: what is given to them must stay theirs.</summary>
    [Fact]
    public void What_k0s_gave_to_its_users_is_not_taken_back()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
            return;
        const string Key = "/var/lib/k0s/pki/server.key";
        using var tree = OtherNodes.K0s().Build();
        tree.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nkube-apiserver:x:61001:61001::/:/sbin/nologin\n");
        using (var chown = System.Diagnostics.Process.Start("chown", ["61001", tree.Path(Key)]))
            chown.WaitForExit();
        Assert.DoesNotContain(MadeNode.Findings(tree), finding => finding.SeverityLevel > FindingSeverity.Information);
        tree.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nsomebody:x:61001:61001::/:/bin/sh\n");
        Assert.Contains(MadeNode.Findings(tree), finding => finding is { Check: "WrongOwner", NodePath: Key });
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
