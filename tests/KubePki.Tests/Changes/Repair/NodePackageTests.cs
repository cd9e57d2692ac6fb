using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>Credentials for other nodes, made where the CA's key is.</summary>
public sealed class NodePackageTests
{
    [Fact]
    public void It_is_for_its_owner_alone_and_the_worker_gets_in_with_it()
    {
        using var node = new RepairCase();
        using var worker = NodeTree.Empty();
        var directory = worker.Path("/carried");
        var before = node.State();
        node.Apply(NodePackage.Plan(node.Read(), "worker7", directory, new RepairOptions { AddNames = ["10.0.0.7"] }));
        Assert.Equal(before, node.State());
        Assert.Equal(["README.txt", "kubelet-client-2026-07-01-00-00-00.pem", "kubelet.conf", "kubelet.crt", "kubelet.key"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(directory), 8));
            foreach (var name in new[] { "kubelet-client-2026-07-01-00-00-00.pem", "kubelet.conf", "kubelet.key" })
                Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(Path.Combine(directory, name)), 8));
        }
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(Path.Combine(directory, "README.txt")), StringComparison.Ordinal);

        // What README.txt says, done.
        worker.Write(KubeletFiles.Kubeconfig, File.ReadAllText(Path.Combine(directory, "kubelet.conf")));
        worker.Write("/var/lib/kubelet/pki/kubelet-client-2026-07-01-00-00-00.pem",
            File.ReadAllText(Path.Combine(directory, "kubelet-client-2026-07-01-00-00-00.pem")));
        worker.Link("/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/kubelet/pki/kubelet-client-2026-07-01-00-00-00.pem");
        var pki = new NodeReader(node.Options with { Root = worker.Root }).ReadNode();
        var verdict = KubePki.Node.Kubelet.KubeletJudge.Judge(pki, KubePki.Node.Configuration.SpecBuilder.Build(pki), "worker7");
        Assert.True(verdict is { Usable: true, NameMatches: true }, verdict.Reason);
        Assert.Equal(["clientAuth"], verdict.Certificate!.Usages);
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        using var node = new RepairCase();
        using var place = NodeTree.Empty();
        place.Write("/w7/kubelet.conf", "mine");
        var receipt = Assert.Single(
            RepairRun.Apply(NodePackage.Plan(node.Read(), "worker7", place.Path("/w7"), new RepairOptions()), node.Options));
        Assert.Equal(RepairResult.Refused, receipt.Result);
        Assert.Equal("mine", place.Read("/w7/kubelet.conf"));
        var missing = Assert.Single(
            RepairRun.Apply(NodePackage.Plan(node.Read(), "worker7", place.Path("/no/such/place"), new RepairOptions()), node.Options));
        Assert.Equal(RepairResult.Refused, missing.Result);
        Assert.False(Directory.Exists(place.Path("/no")));
    }

    [Theory]
    [InlineData("worker7", true)]
    [InlineData("worker-7.example.org", true)]
    [InlineData("Worker7", false)]
    [InlineData("worker_7", false)]
    [InlineData("-worker", false)]
    [InlineData("a..b", false)]
    [InlineData("worker7\n", false)]
    [InlineData("../etc", false)]
    [InlineData("", false)]
    public void Names_are_those_that_nodes_may_have(string name, bool good)
    {
        Assert.Equal(good, NodeNames.ValidationError(name) is null);
        using var node = new RepairCase();
        if (!good)
            Assert.Throws<ArgumentException>(() => NodePackage.Plan(node.Read(), name, "/nowhere", new RepairOptions()));
    }

    [Fact]
    public void Without_the_key_of_the_CA_it_says_so()
    {
        using var node = new RepairCase();
        node.Tree.Delete("/etc/kubernetes/pki/ca.key");
        var plan = NodePackage.Plan(node.Read(), "worker7", "/nowhere", new RepairOptions()).Plan;
        Assert.Empty(plan.Steps);
        Assert.Contains("Run this on a control plane node", Assert.Single(plan.LeftAlone).Reason, StringComparison.Ordinal);
    }
}
