using KubePki.Model;
using KubePki.Node.Comparison;
using KubePki.Tests.Changes.Repair;

namespace KubePki.Tests.Node.Comparison;

public sealed class NodeComparerTests
{
    [Fact]
    public void A_node_does_not_differ_from_itself()
    {
        using var node = new RepairCase();
        Assert.Empty(NodeComparer.Compare(node.Read(), node.Read()));
    }

    [Fact]
    public void What_was_added_and_removed_is_told()
    {
        using var node = new RepairCase();
        var before = node.Read();
        File.Delete(node.Tree.Path("/etc/kubernetes/pki/apiserver.key"));
        File.Move(node.Tree.Path("/etc/kubernetes/admin.conf"), node.Tree.Path("/etc/kubernetes/super-admin.conf"));
        var found = NodeComparer.Compare(before, node.Read());
        Assert.Contains(found, row => row is { Change: PkiChange.Removed, NodePath: "/etc/kubernetes/admin.conf" });
        Assert.Contains(found, row => row is { Change: PkiChange.Added, NodePath: "/etc/kubernetes/super-admin.conf" });
        var key = found.Single(row => row is { Name: "apiserver", Change: PkiChange.Changed });
        Assert.Equal(["private key absent instead of matching"], key.What);
    }

    [Fact]
    public void A_mode_is_a_difference()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var node = new RepairCase();
        var before = node.Read();
        File.SetUnixFileMode(node.Tree.Path("/etc/kubernetes/pki/sa.key"), (UnixFileMode)0b110_100_100);
        var row = Assert.Single(NodeComparer.Compare(before, node.Read()));
        Assert.Equal(("sa.key", "mode 0644 instead of 0600"), (row.Name, row.What.ToString()));
    }

    [Fact]
    public void Only_the_paths_that_a_side_speaks_of_are_compared()
    {
        using var node = new RepairCase();
        var before = node.Read();
        File.Delete(node.Tree.Path("/etc/kubernetes/admin.conf"));
        File.Delete(node.Tree.Path("/etc/kubernetes/scheduler.conf"));
        var found = NodeComparer.Compare(before, node.Read(), new HashSet<string> { "/etc/kubernetes/admin.conf" });
        Assert.All(found, row => Assert.Equal("/etc/kubernetes/admin.conf", row.NodePath));
        Assert.NotEmpty(found);
    }
}
