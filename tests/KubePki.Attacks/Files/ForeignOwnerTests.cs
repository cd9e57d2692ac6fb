using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>Directories in which somebody else decides what lies there.</summary>
public sealed class ForeignOwnerTests
{
    private const uint Nobody = 65534;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [RootTheory]
    [InlineData("/home/eve/.kube", 0x1ed)]
    [InlineData("/etc/kubernetes/pki", 0x1ed)]
    [InlineData("/etc/kubernetes/manifests", 0x1c0)]
    public void Nothing_is_written_into_the_directory_of_another(string directory, int mode)
    {
        using var tree = Tree(directory);
        Disk.OfThisMachine.SetMode(tree.Path(directory), mode);
        Disk.OfThisMachine.SetOwner(tree.Path(directory), Nobody, Nobody);
        AssertRefused(tree, Write(tree, directory + "/config"));
        AssertRefused(tree, Write(tree, directory + "/new.crt"));
        AssertRefused(tree, Write(tree, directory + "/below/new.crt"));
    }

    [LinuxTheory]
    [InlineData(0x1ff)]
    [InlineData(0x1f7)]
    public void Nothing_is_written_where_everybody_may_write(int mode)
    {
        using var tree = Tree("/etc/kubernetes/pki");
        File.SetUnixFileMode(tree.Path("/etc/kubernetes/pki"), (UnixFileMode)mode);
        AssertRefused(tree, Write(tree, "/etc/kubernetes/pki/config"));
        // The plan that closes the directory may do its work in it.
        var close = new PendingChange { NodePath = "/etc/kubernetes/pki", Kind = ChangeKind.Access,
            Expected = FileState.Of(new NodeFiles(tree.Root), "/etc/kubernetes/pki"), Mode = 0x1ed };
        Assert.Equal(TransactionOutcome.Committed, Apply(tree, close, Write(tree, "/etc/kubernetes/pki/config")).Outcome);
    }

    [RootFact]
    public void A_file_that_was_named_is_written_in_its_owners_directory_but_not_over_the_owners_links()
    {
        using var tree = Tree("/home/eve/.kube");
        foreach (var path in new[] { "/home/eve/.kube", "/home/eve/.kube/config", "/home/eve" })
            Disk.OfThisMachine.SetOwner(tree.Path(path), Nobody, Nobody);
        var change = Write(tree, "/home/eve/.kube/config") with { IsAskedFor = true };
        Assert.Equal(TransactionOutcome.Committed, Apply(tree, change).Outcome);
        Assert.Equal(Nobody, Disk.OfThisMachine.Look(tree.Path("/home/eve/.kube/config")).UserId);
        tree.Write("/etc/profile.d/config", "of the system");
        tree.Link("/home/eve/link", "/etc/profile.d");
        Disk.OfThisMachine.SetOwner(tree.Path("/home/eve/link"), Nobody, Nobody);
        AssertRefused(tree, Write(tree, "/home/eve/link/config"));
        AssertRefused(tree, Write(tree, "/home/eve/link/config") with { IsAskedFor = true });
        Assert.Equal("of the system", tree.Read("/etc/profile.d/config"));
    }

    [RootFact]
    public void The_accounts_to_which_kubespray_gives_its_directories_are_no_strangers()
    {
        using var tree = Tree("/etc/kubernetes/ssl");
        tree.Write("/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nkube:x:997:996::/home/kube:/sbin/nologin\neve:x:1001:1001::/home/eve:/bin/sh\n");
        Disk.OfThisMachine.SetOwner(tree.Path("/etc/kubernetes/ssl"), 997, 0);
        Assert.Equal(TransactionOutcome.Committed, Apply(tree, Write(tree, "/etc/kubernetes/ssl/config")).Outcome);
        Disk.OfThisMachine.SetOwner(tree.Path("/etc/kubernetes/ssl"), 1001, 0);
        AssertRefused(tree, Write(tree, "/etc/kubernetes/ssl/config"));
        // A list of accounts that somebody else has written says nothing.
        Disk.OfThisMachine.SetOwner(tree.Path("/etc/kubernetes/ssl"), 997, 0);
        Disk.OfThisMachine.SetOwner(tree.Path("/etc/passwd"), 997, 0);
        AssertRefused(tree, Write(tree, "/etc/kubernetes/ssl/config"));
    }

    private static NodeTree Tree(string directory)
    {
        var tree = NodeTree.Empty();
        tree.Write(directory + "/config", "old");
        return tree;
    }

    private static PendingChange Write(NodeTree tree, string path) => new()
    {
        NodePath = path,
        Kind = ChangeKind.Write,
        Expected = FileState.Of(new NodeFiles(tree.Root), path),
        Content = "new"u8.ToArray(),
    };

    private static TransactionResult Apply(NodeTree tree, params PendingChange[] changes) =>
        Transaction.Apply(tree.Root, changes, new TransactionOptions { Now = Now, Label = "a test", Disk = new TestDisk() });

    private static void AssertRefused(NodeTree tree, PendingChange change)
    {
        var before = TreeState.Of(tree.Root);
        var result = Apply(tree, change);
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.UntrustedDirectory), (result.Outcome, result.Problem!.Id));
        Assert.NotNull(result.Problem.RecommendedAction);
        Assert.Equal(before.Where(line => !line.StartsWith("/var", StringComparison.Ordinal)),
            TreeState.Of(tree.Root).Where(line => !line.StartsWith("/var", StringComparison.Ordinal)));
    }
}
