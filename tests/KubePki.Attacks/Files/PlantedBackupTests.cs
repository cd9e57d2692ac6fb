using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>Backups that somebody has planted, and journals and manifests that somebody has changed.</summary>
public sealed class PlantedBackupTests
{
    private const string Key = "/etc/kubernetes/pki/ca.key";
    private const string Written = "/etc/kubernetes/pki/apiserver.crt";
    private const string Area = "/var/backups/kubepki";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [RootTheory]
    [InlineData("/var/backups/kubepki")]
    [InlineData("/var/backups")]
    [InlineData("/var")]
    public void Backups_in_a_directory_of_another_are_neither_made_nor_believed(string owned)
    {
        using var tree = Unfinished();
        Disk.OfThisMachine.SetOwner(tree.Path(owned), 65534, 65534);
        AssertRefused(tree);
    }

    [RootFact]
    public void A_backup_of_another_is_not_believed()
    {
        using var tree = Unfinished();
        var backup = Directory.GetDirectories(tree.Path(Area)).Single();
        foreach (var name in new[] { "journal.json", "manifest.json", "manifest.sha256", "files" + Written })
        {
            Disk.OfThisMachine.SetOwner($"{backup}/{name}", 65534, 65534);
            var before = TreeState.Of(tree.Root);
            Assert.Equal(TransactionOutcome.Refused, Restore(tree).Outcome);
            Assert.Equal(before, TreeState.Of(tree.Root));
            Disk.OfThisMachine.SetOwner($"{backup}/{name}", 0, 0);
        }
    }

    [LinuxTheory]
    [InlineData("/var/backups/kubepki", 0x1ff)]
    [InlineData("/var/backups/kubepki", 0x3ff)]
    [InlineData("/var/backups", 0x1ff)]
    [InlineData("/var", 0x1f7)]
    public void Backups_where_others_may_write_are_neither_made_nor_believed(string open, int mode)
    {
        using var tree = Unfinished();
        File.SetUnixFileMode(tree.Path(open), (UnixFileMode)mode);
        AssertRefused(tree);
    }

    [LinuxTheory]
    [InlineData("/var/backups/kubepki")]
    [InlineData("/var/backups")]
    [InlineData("/var")]
    public void Backups_behind_a_link_are_neither_made_nor_believed(string linked)
    {
        using var tree = Unfinished();
        Directory.Move(tree.Path(linked), tree.Path("/elsewhere"));
        File.CreateSymbolicLink(tree.Path(linked), "/elsewhere");
        AssertRefused(tree);
    }

    [LinuxTheory]
    [InlineData("/etc/cron.d/evil", 0x1a4)]
    [InlineData("/etc/cron.d/config", 0x1a4)]
    [InlineData("/etc/profile.d/evil.sh", 0x1a4)]
    [InlineData("/etc/ld.so.preload", 0x1a4)]
    [InlineData("/etc/passwd", 0x1a4)]
    [InlineData("/root/.ssh/authorized_keys", 0x180)]
    [InlineData("/root/.ssh/config", 0x180)]
    [InlineData("/usr/local/bin/tool", 0x1ed)]
    [InlineData("/etc/systemd/system/evil.conf", 0x1a4)]
    [InlineData("/etc/kubernetes/pki/tool", 0x9ed)]
    [InlineData("/etc/kubernetes/pki/tool.crt", 0x5ed)]
    public void A_restore_touches_no_path_that_no_plan_has_and_gives_no_set_id_bits(string path, int mode)
    {
        using var tree = Node();
        var content = "* * * * * root id\n"u8.ToArray();
        Plant(tree, new BackupEntry(path, new FileState { Kind = EntryKind.File, Sha256 = Hex.Sha256(content), Mode = mode }), content);
        var before = TreeState.Of(tree.Root);
        var result = Restore(tree);
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.DamagedBackup), (result.Outcome, result.Problem!.Id));
        Assert.Equal(before, TreeState.Of(tree.Root));
    }

    [LinuxTheory]
    [InlineData("ca.key", ChangeKind.Write)]
    [InlineData("ca.key", ChangeKind.Link)]
    [InlineData("ca.key", ChangeKind.Quarantine)]
    [InlineData(".kubepki-20260301T120000Z-1", ChangeKind.Write)]
    [InlineData(".kubepki-other-0", ChangeKind.Write)]
    public void A_journal_names_no_file_of_others_as_its_temporary(string temporary, object kind)
    {
        using var tree = Node();
        var content = "old\n"u8.ToArray();
        var name = Plant(tree,
            new BackupEntry(Written, new FileState { Kind = EntryKind.File, Sha256 = Hex.Sha256(content), Mode = 0x1a4 }), content);
        var manifestHash = File.ReadAllText($"{tree.Path(Area)}/{name}/manifest.sha256")[..64];
        var step = new JournalStep
        {
            Index = 0,
            Kind = (ChangeKind)kind,
            Place = NodePlace.Of(new NodeFiles(tree.Root), Written),
            Before = FileState.Absent,
            TemporaryName = temporary,
            Sha256 = Hex.Sha256(File.ReadAllBytes(tree.Path(Key))),
            Size = 1 << 20,
        };
        Write(tree, $"{name}/journal.json", new Journal(JournalState.Applying, manifestHash, [step]).ToJson());
        File.WriteAllText(tree.Path("/etc/kubernetes/pki/.kubepki-other-0"), "of another");
        var before = TreeState.Of(tree.Root);
        Assert.NotEmpty(Transaction.Recover(tree.Root).Failures);
        Assert.Equal(before, TreeState.Of(tree.Root));
    }

    [LinuxFact]
    public void Nothing_is_removed_under_a_temporary_name_that_was_not_written_there()
    {
        using var tree = Node();
        Kill(tree, "rename");
        var temporary = Directory.GetFiles(tree.Path("/etc/kubernetes/pki"), ".kubepki-*").Single();
        var length = new FileInfo(temporary).Length;
        File.WriteAllText(temporary, new string('x', (int)length));
        var report = Transaction.Recover(tree.Root);
        Assert.Empty(report.Failures);
        Assert.Contains(report.Remarks, problem => problem.Reason.Contains("not what was written", StringComparison.Ordinal));
        Assert.Equal(new string('x', (int)length), File.ReadAllText(temporary));
    }

    [LinuxTheory]
    [InlineData("journal.json")]
    [InlineData("manifest.json")]
    [InlineData("manifest.sha256")]
    public void Each_byte_of_it_changed_is_refused_or_does_no_harm(string name)
    {
        using var tree = Unfinished();
        var path = $"{Directory.GetDirectories(tree.Path(Area)).Single()}/{name}";
        var journal = Path.Combine(Path.GetDirectoryName(path)!, "journal.json");
        var (intact, intactJournal) = (File.ReadAllBytes(path), File.ReadAllBytes(journal));
        var outside = Outside(tree);
        var written = File.ReadAllBytes(tree.Path(Written));
        Assert.InRange(intact.Length, 60, 2000);
        for (var i = 0; i < intact.Length; i++)
        {
            foreach (var change in new byte[] { 1, 0x20, 0x80 })
            {
                var changed = intact.ToArray();
                changed[i] ^= change;
                File.WriteAllBytes(path, changed);
                var report = Transaction.Recover(tree.Root);
                Assert.Empty(report.TakenBack);
                Assert.True(report.Remarks.Count + report.Failures.Count > 0, $"byte {i} of {name} was changed, and nobody has noticed");
                Assert.Equal(outside, Outside(tree));
                Assert.Equal(written, File.ReadAllBytes(tree.Path(Written)));
                if (name != "journal.json")
                    Assert.Equal(TransactionOutcome.Refused, Restore(tree).Outcome);
                File.WriteAllBytes(path, intact);
                File.WriteAllBytes(journal, intactJournal);
            }
        }
        Assert.Single(Transaction.Recover(tree.Root).TakenBack);
        Assert.Equal("old certificate\n", tree.Read(Written));
    }

    private static void AssertRefused(NodeTree tree)
    {
        var before = TreeState.Of(tree.Root);
        var result = Transaction.Apply(tree.Root, [Change(tree)], Options(new TestDisk()));
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.UntrustedDirectory), (result.Outcome, result.Problem!.Id));
        Assert.Equal(PkiProblemId.UntrustedDirectory, Assert.Throws<PkiProblemException>(() => Transaction.Recover(tree.Root)).Problem.Id);
        Assert.Equal(PkiProblemId.UntrustedDirectory, Assert.Throws<PkiProblemException>(() => BackupStore.List(tree.Root)).Problem.Id);
        Assert.Equal(TransactionOutcome.Refused, BackupStore.Restore(
            new PkiBackup { Name = "20260301T120000Z", Path = $"{tree.Path(Area)}/20260301T120000Z", Root = tree.Root,
                State = PkiBackupState.Committed }, Options(new TestDisk())).Outcome);
        Assert.Equal(before, TreeState.Of(tree.Root));
    }

    private static NodeTree Node()
    {
        var tree = NodeTree.Empty();
        tree.Write(Key, "a key\n");
        tree.Write(Written, "old certificate\n");
        return tree;
    }

    /// <summary>A node whose run was killed when the new file had its place.</summary>
    private static NodeTree Unfinished()
    {
        var tree = Node();
        Kill(tree, "sync");
        Assert.Equal("new certificate\n", tree.Read(Written));
        return tree;
    }

    // The last of these operations on the node's own files; those on the backup come before.
    private static void Kill(NodeTree tree, string operation)
    {
        var disk = new TestDisk { KillAt = int.MaxValue };
        disk.Watch = (name, path) =>
        {
            var isOfNode = path.Split('\n')[^1].StartsWith(tree.Path("/etc/kubernetes/pki"), StringComparison.Ordinal);
            if (name == operation && isOfNode
                && (operation != "sync" || File.ReadAllText(tree.Path(Written)).StartsWith("new", StringComparison.Ordinal)))
                disk.Kill();
        };
        Assert.Throws<KilledException>(() => Transaction.Apply(tree.Root, [Change(tree)], Options(disk)));
    }

    private static string Plant(NodeTree tree, BackupEntry entry, byte[] content)
    {
        const string Name = "20260301T120000Z";
        var json = new Manifest(Now, "planted", [entry]).ToJson();
        Write(tree, $"{Name}/manifest.json", json);
        Write(tree, $"{Name}/manifest.sha256",
            Encoding.ASCII.GetBytes($"{Convert.ToHexString(SHA256.HashData(json)).ToLowerInvariant()}  manifest.json\n"));
        Write(tree, $"{Name}/files{entry.NodePath}", content);
        return Name;
    }

    private static void Write(NodeTree tree, string below, byte[] content)
    {
        var path = $"{tree.Path(Area)}/{below}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private static TransactionResult Restore(NodeTree tree)
    {
        var directory = Directory.GetDirectories(tree.Path(Area)).Single(path => !Path.GetFileName(path).StartsWith('.'));
        return BackupStore.Restore(
            new PkiBackup { Name = Path.GetFileName(directory), Path = directory, Root = tree.Root, State = PkiBackupState.Committed },
                Options(new TestDisk()));
    }

    private static PendingChange Change(NodeTree tree) => new()
    {
        NodePath = Written,
        Kind = ChangeKind.Write,
        Expected = FileState.Of(new NodeFiles(tree.Root), Written),
        Content = "new certificate\n"u8.ToArray(),
        Mode = 0x1a4,
    };

    private static TransactionOptions Options(IDisk disk) => new() { Now = Now, Label = "a test", Disk = disk };

    private static string[] Outside(NodeTree tree) =>
        [.. TreeState.Of(tree.Root).Where(line => !line.StartsWith(Written, StringComparison.Ordinal))];
}
