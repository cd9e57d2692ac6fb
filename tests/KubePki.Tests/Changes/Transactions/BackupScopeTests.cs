using KubePki.Changes.Transactions;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>What a backup holds when nobody names files.</summary>
public sealed class BackupScopeTests
{
    private static readonly string[] Usual = ["/etc/kubernetes", "/var/lib/kubelet/pki", "/var/lib/kubelet/config.yaml", "/etc/cni/net.d"];

    [Fact]
    public void What_kubeadm_keeps_is_backed_up_whole()
    {
        using var tree = NodeTree.Unpack("healthy");
        Assert.Equal(Usual, Of(tree).Take(Usual.Length));
        Assert.DoesNotContain(Of(tree), path => path.StartsWith("/etc/kubernetes/", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_other_distributions_and_other_places_the_files_are_backed_up_that_were_read()
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority("k3s-client-ca");
        TestPki.Put(tree, "/var/lib/rancher/k3s/server/tls/client-ca", authority);
        tree.Write("/etc/rancher/k3s/k3s.yaml", "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
        tree.Write("/home/someone/.kube/config", "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
        Assert.Equal([.. Usual, "/etc/rancher/k3s/k3s.yaml", "/var/lib/rancher/k3s/server/tls/client-ca.crt",
            "/var/lib/rancher/k3s/server/tls/client-ca.key"], Of(tree));
    }

    private static IReadOnlyList<string> Of(NodeTree tree) => BackupScope.Of(
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = DateTimeOffset.UtcNow }).ReadNode());
}
