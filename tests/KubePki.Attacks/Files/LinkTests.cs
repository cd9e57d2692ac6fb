using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;
using KubePki.Tests.Hostile;

namespace KubePki.Attacks.Files;

/// <summary>What is not the file that it seems to be: links, pipes, devices, hard links, links of procfs.</summary>
[Collection(nameof(Opening))]
public sealed class LinkTests
{
    private const string Personal = "/root/.kube/config";
    private static readonly DateTimeOffset Night = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero);

    [LinuxTheory]
    [InlineData("link to a directory")]
    [InlineData("link to a file")]
    [InlineData("link to a pipe")]
    [InlineData("link to a device")]
    [InlineData("pipe")]
    [InlineData("hard link")]
    [InlineData("sparse")]
    public void What_lies_in_a_kubeconfigs_place_keeps_mode_and_owner_and_refuses_nothing(string what)
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var victim = Plant(tree, what);
        var before = Disk.OfThisMachine.Look(victim);
        var receipts = Repair(tree);
        Assert.NotEmpty(receipts);
        Assert.All(receipts, receipt => Assert.True(receipt.Result == RepairResult.Done, receipt.ToString()));
        var after = Disk.OfThisMachine.Look(victim);
        Assert.Equal((before.Kind, before.Mode, before.UserId, before.GroupId, before.Identity),
            (after.Kind, after.Mode, after.UserId, after.GroupId, after.Identity));
    }

    [LinuxTheory]
    [InlineData(ChangeKind.Access)]
    [InlineData(ChangeKind.Write)]
    [InlineData(ChangeKind.Quarantine)]
    public void No_change_goes_through_a_link_and_none_to_a_pipe_or_another_name(object kind)
    {
        foreach (var what in new[] { "link to a directory", "link to a file", "pipe", "hard link" })
        {
            using var tree = NodeTree.Unpack("healthy");
            var victim = Plant(tree, what);
            var before = Disk.OfThisMachine.Look(victim);
            var files = new NodeFiles(tree.Root);
            _ = Transaction.Apply(tree.Root,
                [new PendingChange { NodePath = Personal, Kind = (ChangeKind)kind, Expected = FileState.Of(files, Personal), Mode = 0x1ff,
                    UserId = 0, GroupId = 0, Content = "x"u8.ToArray() }],
                new TransactionOptions { Now = Night, Label = "", Disk = new TestDisk() });
            var after = Disk.OfThisMachine.Look(victim);
            Assert.True(before.Kind == after.Kind && before.Mode == after.Mode
                && before.UserId == after.UserId, $"{what}: {before} became {after}");
        }
    }

    [LinuxFact]
    public void The_layer_itself_gives_no_mode_and_no_owner_to_what_is_no_file_of_one_name()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/file", "x");
        tree.Link("/link", "file");
        Unix.MakeFifo(tree.Path("/pipe"));
        using var directory = Disk.OfThisMachine.OpenTop(tree.Root);
        foreach (var name in new[] { "link", "pipe" })
            Assert.Throws<DiskException>(() => Disk.OfThisMachine.SetMode(directory, name, 0x1ff));
        Assert.Throws<DiskException>(() => Disk.OfThisMachine.SetOwner(directory, "pipe", 0, 0));
        HardLink(tree.Path("/file"), tree.Path("/other"));
        Assert.Throws<DiskException>(() => Disk.OfThisMachine.SetMode(directory, "file", 0x1ff));
        Assert.Throws<DiskException>(() => Disk.OfThisMachine.SetOwner(directory, "file", 0, 0));
        Assert.Throws<DiskException>(() => Disk.OfThisMachine.Read(directory, "link", 10));
        Assert.Throws<DiskException>(() => Disk.OfThisMachine.Sync(directory, "link"));
    }

    [LinuxTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_link_of_procfs_leads_nowhere(bool nameByName)
    {
        using var opening = Opening.NameByName(nameByName);
        foreach (var path in new[] { "/proc/self/root/etc/passwd", "/proc/self/cwd", "/proc/self/exe", "/proc/self/fd/0" })
        {
            var file = new NodeFiles("/").At(path);
            Assert.Equal(PkiProblemId.LinkLeavesRoot, file.ProblemId);
            Assert.False(file.Exists);
        }
        using var tree = NodeTree.Empty();
        tree.Link("/etc/kubernetes/pki", "/proc/self/root/etc");
        Assert.False(new NodeFiles(tree.Root).At("/etc/kubernetes/pki/passwd").Exists);
    }

    [LinuxTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_ways_of_opening_say_the_same(bool nameByName)
    {
        using var opening = Opening.NameByName(nameByName);
        using var tree = NodeTree.Empty();
        tree.Write("/a/b/file", "x");
        tree.Link("/a/link", "b");
        tree.Link("/out", "/..");
        using var top = Disk.OfThisMachine.OpenTop(tree.Root);
        using (var below = Disk.OfThisMachine.Open(top, "a/b"))
            Assert.Equal(["file"], Disk.OfThisMachine.List(below).Select(name => name.Name));
        Assert.Equal(DiskException.LinkMet, Error("a/link"));
        Assert.Equal(DiskException.LinkMet, Error("a/link/x"));
        Assert.Equal(DiskException.LinkMet, Error("out"));
        Assert.Equal(DiskException.NoEntry, Error("a/none"));
        Assert.Equal(DiskException.NotADirectory, Error("a/b/file"));
        Assert.Equal(DiskException.NotADirectory, Error("a/b/file/x"));
        int Error(string below) => Assert.Throws<DiskException>(() => Disk.OfThisMachine.Open(top, below)).Error;
    }

    [LinuxTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_name_of_a_directory_above_leads_out(bool nameByName)
    {
        using var opening = Opening.NameByName(nameByName);
        using var tree = NodeTree.Empty();
        tree.Write("/a/b/file", "x");
        using var top = Disk.OfThisMachine.OpenTop(tree.Root);
        foreach (var way in new[] { "..", "a/../..", "a/b/../../.." })
        {
            // openat2 stays at the root, and name by name it is refused.
            using var opened = ((IDisk)Disk.OfThisMachine).TryOpen(top, way, out _);
            Assert.Equal(nameByName, opened is null);
            if (opened is not null)
                Assert.Equal(["a"], Disk.OfThisMachine.List(opened).Select(name => name.Name));
        }
    }

    private static IReadOnlyList<RepairReceipt> Repair(NodeTree tree)
    {
        var options = new ReadOptions { Root = tree.Root, AsOf = Night };
        var pki = new NodeReader(options).ReadNode();
        var findings = Diagnosis.Run(pki, new DiagnosisOptions { Severity = FindingSeverity.Warning });
        return RepairRun.Apply(RepairPlanner.Plan(pki, findings, new RepairOptions { KeyKind = KeyKind.Find("P256") }), options);
    }

    /// <summary>Puts something in a kubeconfig's place, open to everybody, and says whose mode must stay.</summary>
    private static string Plant(NodeTree tree, string what)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(tree.Path(Personal))!);
        var victim = tree.Path("/srv/victim");
        Directory.CreateDirectory(tree.Path("/srv"));
        switch (what)
        {
            case "link to a directory":
                Directory.CreateDirectory(victim);
                break;
            case "link to a pipe":
                Unix.MakeFifo(victim);
                break;
            case "pipe":
                victim = tree.Path(Personal);
                Unix.MakeFifo(victim);
                break;
            case "link to a device":
                File.CreateSymbolicLink(victim, "/dev/null");
                break;
            case "sparse":
                victim = tree.Path(Personal);
                using (var file = File.Create(victim))
                    file.SetLength(1L << 40);
                break;
            default:
                // A key, so that its mode is of concern, and there is nothing to renew.
                File.Copy(tree.Path("/etc/kubernetes/pki/ca.key"), victim);
                break;
        }
        if (what == "hard link")
            HardLink(victim, tree.Path(Personal));
        else if (what.StartsWith("link", StringComparison.Ordinal))
            tree.Link(Personal, "/srv/victim");
        if (what != "link to a device")
            File.SetUnixFileMode(victim, (UnixFileMode)0x1ff);
        return victim;
    }

    private static void HardLink(string from, string to)
    {
        using var process = System.Diagnostics.Process.Start("ln", [from, to]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
