using KubePki.Changes.Transactions;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>A directory gives way to a link while a kubeconfig is written into it: nothing ever lands where the link leads.</summary>
[Collection(nameof(Opening))]
public sealed class WritingSwapTests
{
    private const string Directory = "/root/.kube";
    private const string File = Directory + "/config";
    private const string Link = "/root/.link";
    private const string Old = "the old one\n";
    private const string New = "the new one\n";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [LinuxTheory]
    [InlineData("/etc/profile.d", false)]
    [InlineData("/etc/profile.d", true)]
    [InlineData("/etc/kubernetes/manifests", false)]
    [InlineData("/etc/kubernetes/manifests", true)]
    public void A_swap_before_any_operation_leads_nowhere(string victim, bool nameByName)
    {
        using var opening = Opening.NameByName(nameByName);
        using var tree = Tree(victim);
        var before = TreeState.Of(tree.Root);
        var (committed, refused) = (0, 0);
        for (var n = 1; ; n++)
        {
            var (count, isAway) = (0, false);
            var disk = new TestDisk
            {
                Before = () =>
                {
                    if (++count != n)
                        return;
                    Flip.Exchange(tree.Path(Directory), tree.Path(Link));
                    isAway = true;
                },
            };
            var result = Transaction.Apply(tree.Root, [Change(tree)], Options(disk));
            if (isAway)
                Flip.Exchange(tree.Path(Directory), tree.Path(Link));
            AssertUntouched(tree, victim);
            if (result.Outcome == TransactionOutcome.Committed)
                committed++;
            else
                refused++;
            Transaction.Recover(tree.Root);
            AssertUntouched(tree, victim);
            Assert.Contains(tree.Read(File), new[] { Old, New });
            PutBack(tree);
            Assert.Equal(before.Select(Name), TreeState.Of(tree.Root).Select(Name));
            if (isAway)
                continue;
            Assert.InRange(n, 40, 400);
            Assert.True(committed > 1 && refused > 1, $"{committed} were committed, {refused} were refused");
            return;
        }
    }

    [LinuxTheory]
    [InlineData("/etc/profile.d", false)]
    [InlineData("/etc/profile.d", true)]
    [InlineData("/etc/kubernetes/manifests", false)]
    [InlineData("/etc/kubernetes/manifests", true)]
    public void Five_hundred_tries_against_one_who_flips_all_the_time_lead_nowhere(string victim, bool nameByName)
    {
        using var opening = Opening.NameByName(nameByName);
        using var tree = Tree(victim);
        var committed = 0;
        using var flip = new Flip(tree.Path(Directory), tree.Path(Link));
        for (var i = 0; i < 500; i++)
        {
            var change = flip.InPeace(() => Change(tree));
            var result = Transaction.Apply(tree.Root, [change], Options(new TestDisk()));
            committed += result.Outcome == TransactionOutcome.Committed ? 1 : 0;
            flip.InPeace(() =>
            {
                AssertUntouched(tree, victim);
                Transaction.Recover(tree.Root);
                Assert.Contains(tree.Read(File), new[] { Old, New });
                Assert.Equal(["config"], Disk.OfThisMachine.List(tree.Path(Directory)));
                PutBack(tree);
                return 0;
            });
        }
        Assert.True(flip.Count > 500, $"{flip.Count} flips");
        Assert.InRange(committed, 1, 499);
    }

    private static NodeTree Tree(string victim)
    {
        var tree = NodeTree.Empty();
        tree.Write(File, Old);
        tree.Write(victim + "/keep.sh", "of the system\n");
        tree.Link(Link, victim);
        return tree;
    }

    private static void PutBack(NodeTree tree)
    {
        System.IO.File.WriteAllText(tree.Path(File), Old);
        if (System.IO.Directory.Exists(tree.Path("/var/backups")))
            System.IO.Directory.Delete(tree.Path("/var"), recursive: true);
    }

    private static PendingChange Change(NodeTree tree) => new()
    {
        NodePath = File,
        Kind = ChangeKind.Write,
        Expected = FileState.Of(new NodeFiles(tree.Root), File),
        Content = System.Text.Encoding.UTF8.GetBytes(New),
        Mode = 0x180,
    };

    private static TransactionOptions Options(IDisk disk) => new() { Now = Now, Label = "a test", Disk = disk };

    private static void AssertUntouched(NodeTree tree, string victim)
    {
        Assert.Equal(["keep.sh"], Disk.OfThisMachine.List(tree.Path(victim)));
        Assert.Equal("of the system\n", tree.Read(victim + "/keep.sh"));
    }

    private static string Name(string line) => line.Split(' ')[0];
}
