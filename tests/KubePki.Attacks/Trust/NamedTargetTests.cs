using KubePki.Tests;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Attacks.Trust;

/// <summary>What was named and is not there is not done, and the exit code says so.</summary>
public sealed class NamedTargetTests
{
    [Theory]
    [InlineData("renew --role nosuch --yes")]
    [InlineData("renew --role apiserver nosuch --force --what-if")]
    [InlineData("repair kubeconfig --path /etc/kubernetes/scheduler.conf/../../../x --yes")]
    [InlineData("repair kubeconfig --path /etc/passwd --yes")]
    [InlineData("repair kubeconfig --path /etc/kubernetes --yes")]
    [InlineData("repair kubeconfig --path /etc/cni/net.d/calico-kubeconfig --yes")]
    public void A_target_that_matches_nothing(string command)
    {
        using var node = new RepairCase();
        node.Tree.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        node.Tree.Copy("/etc/kubernetes/admin.conf", "/etc/cni/net.d/calico-kubeconfig");
        node.Tree.Write("/etc/cni/net.d/10-calico.conflist",
            """{"name": "k", "plugins": [{"type": "calico", "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}}]}""");
        var (code, output, error) = InProcess.Run([.. command.Split(' '), "--root", node.Tree.Root, "--as-of", "2026-07-01"]);
        Assert.True(code is 1 or 64, $"{code}: {output}{error}");
        Assert.StartsWith("kubepki: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_holds_nothing_to_renew()
    {
        using var node = new RepairCase();
        node.Tree.Write("/etc/kubernetes/pki/notes.txt", "nothing");
        var (code, output, error) = InProcess.Run("renew", "--path",
            node.Tree.Path("/etc/kubernetes/pki/notes.txt"), "--yes", "--as-of", "2026-07-01");
        Assert.True(code is 1 or 64, $"{code}: {output}{error}");
    }

    [Theory]
    [InlineData("renew --role apiserver --force --what-if")]
    [InlineData("renew --role etcd-* --force --what-if")]
    [InlineData("repair kubeconfig --path /etc/kubernetes/pki/../scheduler.conf --what-if")]
    [InlineData("repair kubeconfig --path /etc/kubernetes/kubelet.conf --what-if")]
    public void A_target_that_is_there(string command)
    {
        using var node = new RepairCase();
        var (code, output, error) = InProcess.Run([.. command.Split(' '), "--root", node.Tree.Root, "--as-of", "2026-07-01"]);
        Assert.True(code == 0, $"{code}: {output}{error}");
    }
}
