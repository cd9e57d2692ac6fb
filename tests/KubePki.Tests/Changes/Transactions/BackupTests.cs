using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>Backups, and what comes back of them.</summary>
public sealed class BackupTests
{
    [UnixFact]
    public void A_restore_gives_back_the_tree_exactly_and_can_be_undone()
    {
        using var scenario = Scenario.Make();
        Assert.Equal(TransactionOutcome.Committed, scenario.Apply().Outcome);
        var changed = TreeState.Of(scenario.Root);
        var first = scenario.OnlyBackup();
        var preview = BackupStore.Preview(first);
        Assert.Equal(changed, TreeState.Of(scenario.Root));
        var restored = BackupStore.Restore(first, Scenario.Options());
        Assert.Equal((TransactionOutcome.Committed, preview.Count), (restored.Outcome, restored.Changes.Count));
        scenario.AssertOld();
        Assert.Equal(["20260301T120000Z", "20260301T120000Z-2"], BackupStore.List(scenario.Root).Select(backup => backup.Name));
        Assert.Empty(BackupStore.Preview(first));
        Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(BackupStore.List(scenario.Root)[1], Scenario.Options()).Outcome);
        Assert.Equal(changed, TreeState.Of(scenario.Root));
    }

    [UnixFact]
    public void The_time_that_comes_back_is_the_time_that_stat_tells()
    {
        using var scenario = Scenario.Make();
        var path = scenario.Tree.Path(Scenario.Pki + "apiserver.crt");
        Assert.Equal(scenario.Apply().Outcome, BackupStore.Restore(scenario.OnlyBackup(), Scenario.Options()).Outcome);
        Assert.Equal(DateTime.UnixEpoch.AddTicks(15_000_000_009_876_543), File.GetLastWriteTimeUtc(path));
        Assert.Equal(0x1a4, Disk.OfThisMachine.Look(path).Mode);
    }

    [UnixFact]
    public void A_plain_backup_changes_nothing_and_brings_all_back()
    {
        using var scenario = Scenario.Make();
        var backup = BackupStore.Create(scenario.Root,
            ["/etc/kubernetes", "/var/lib/kubelet/pki", "/etc/cni/net.d/none"], Scenario.Now, "by hand");
        scenario.AssertOld();
        Assert.Equal((PkiBackupState.Plain, "by hand", 32), (backup.State, backup.Label, backup.Files));
        Assert.Equal(backup, scenario.OnlyBackup());
        var disk = Disk.OfThisMachine;
        disk.SetMode(scenario.Tree.Path("/etc/kubernetes/pki/ca.key"), 0x1b6);
        scenario.Tree.Write("/etc/kubernetes/admin.conf", "broken");
        scenario.Tree.Write("/etc/cni/net.d/none", "not any more");
        scenario.Tree.Delete("/etc/kubernetes/pki/sa.key");
        Directory.Delete(scenario.Tree.Path("/etc/kubernetes/pki/etcd"), recursive: true);
        var link = Scenario.Kubelet + "kubelet-client-current.pem";
        scenario.Tree.Delete(link);
        scenario.Tree.Write(link, "a file where a link was");
        scenario.Tree.Delete(Scenario.Kubelet + "kubelet-client-2020.pem");
        scenario.Tree.Link(Scenario.Kubelet + "kubelet-client-2020.pem", "/nowhere");
        Assert.Equal(15, BackupStore.Preview(backup).Count);
        Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(backup, Scenario.Options()).Outcome);
        scenario.AssertOld();
    }

    [UnixFact]
    public void A_damaged_backup_is_refused_wholly()
    {
        using var scenario = Scenario.Make();
        scenario.Apply();
        var changed = TreeState.Of(scenario.Root);
        var backup = scenario.OnlyBackup();
        var files = Directory.GetFiles(backup.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(Journal.FileName, StringComparison.Ordinal)).ToArray();
        Assert.InRange(files.Length, 15, 40);
        foreach (var path in files)
        {
            var content = File.ReadAllBytes(path);
            foreach (var damaged in new[] { Flip(content), content[..^1], [], null })
            {
                File.Delete(path);
                if (damaged is not null)
                    File.WriteAllBytes(path, damaged);
                var result = BackupStore.Restore(backup, Scenario.Options());
                Assert.Equal((TransactionOutcome.Refused, PkiProblemId.DamagedBackup), (result.Outcome, result.Problem!.Id));
                Assert.Throws<PkiProblemException>(() => BackupStore.Preview(backup));
            }
            File.WriteAllBytes(path, content);
        }
        Assert.Equal(changed, TreeState.Of(scenario.Root));
        Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(backup, Scenario.Options()).Outcome);
        scenario.AssertOld();
    }

    [UnixFact]
    public void A_damaged_backup_is_listed_as_such_and_forbids_nothing()
    {
        using var scenario = Scenario.Make();
        scenario.Apply();
        var backup = scenario.OnlyBackup();
        File.WriteAllText(Path.Combine(backup.Path, Journal.FileName), "{");
        Assert.Equal(PkiBackupState.Damaged, scenario.OnlyBackup().State);
        var files = new NodeFiles(scenario.Root);
        var result = Transaction.Apply(scenario.Root, [Scenario.Write(files, "/etc/kubernetes/x.conf", "x", null)], Scenario.Options());
        Assert.Equal(TransactionOutcome.Committed, result.Outcome);
        Assert.Equal(PkiProblemId.DamagedBackup, Assert.Single(result.Recovery.Remarks).Id);
    }

    [UnixFact]
    public void A_directory_with_something_new_stays_and_the_rest_comes_back()
    {
        using var scenario = Scenario.Make();
        scenario.Apply();
        scenario.Tree.Write("/etc/kubernetes/ssl/deep/mine.crt", "mine");
        Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(scenario.OnlyBackup(), Scenario.Options()).Outcome);
        Assert.Equal("mine", scenario.Tree.Read("/etc/kubernetes/ssl/deep/mine.crt"));
        Assert.False(File.Exists(scenario.Tree.Path(Scenario.NewFile)));
    }

    [UnixFact]
    public void A_manifest_from_anywhere_leads_nowhere()
    {
        foreach (var path in new[] { "etc/x", "/etc/../../x", "/etc//x", "/", "/./x", "/x\\u0000" })
        {
            var json = $$"""{"version":1,"createdAt":"2026-01-01T00:00:00Z","label":"","entries":[{"path":"{{path}}","kind":"absent"}]}""";
            Assert.Throws<FormatException>(() => Manifest.Parse(System.Text.Encoding.UTF8.GetBytes(json)));
        }
    }

    [Fact]
    public void A_backup_has_the_name_of_its_time()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/etc/kubernetes/admin.conf", "x");
        string[] paths = ["/etc/kubernetes/admin.conf"];
        var backup = BackupStore.Create(tree.Root, paths, new DateTimeOffset(2026, 3, 1, 1, 0, 0, TimeSpan.FromHours(2)), "");
        Assert.Equal("20260228T230000Z", backup.Name);
        Assert.Equal("20260228T230000Z-2", BackupStore.Create(tree.Root, paths, backup.CreatedAt!.Value, "").Name);
    }

    [Fact]
    public void A_root_that_is_not_there_has_no_backups_and_gets_none()
    {
        using var tree = NodeTree.Empty();
        var root = tree.Path("/nowhere");
        foreach (var work in (Action[])[() => BackupStore.List(root), () => BackupStore.Surplus(root, BackupRetention.Default),
            () => BackupStore.Create(root, ["/etc/kubernetes"], Scenario.Now, "")])
            Assert.Equal((PkiProblemId.PathNotFound, root), Assert.Throws<PkiProblemException>(work).Problem is var problem
                ? (problem.Id, problem.Path) : default);
        Assert.Empty(Directory.GetFileSystemEntries(tree.Root));
    }

    [Fact]
    public void Where_nothing_is_there_to_back_up_there_is_no_backup()
    {
        using var tree = NodeTree.Empty();
        var problem = Assert.Throws<PkiProblemException>(() =>
            BackupStore.Create(tree.Root, ["/nothing", "/etc/kubernetes"], Scenario.Now, "")).Problem;
        Assert.Equal(PkiProblemId.PathNotFound, problem.Id);
        Assert.Contains("/nothing, /etc/kubernetes", problem.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(tree.Root));
    }

    [UnixFact]
    public void A_backup_that_is_stopped_or_fails_leaves_no_part_of_it()
    {
        using var scenario = Scenario.Make();
        for (var copies = 1; ; copies += 5)
        {
            using var stop = new CancellationTokenSource();
            var left = copies;
            var disk = new TestDisk
            {
                Watch = (operation, path) =>
                {
                    if (operation == "create" && path.Contains("/files/", StringComparison.Ordinal) && --left == 0)
                        stop.Cancel();
                },
            };
            try
            {
                BackupStore.Create(scenario.Root, ["/etc/kubernetes"], Scenario.Now, "", disk, stop.Token);
                Assert.True(copies > 20);
                break;
            }
            catch (OperationCanceledException)
            {
                scenario.AssertNothingTemporary();
                Assert.Empty(BackupStore.List(scenario.Root));
            }
        }
        var failing = new TestDisk { FailAt = 200 };
        Assert.Throws<PkiProblemException>(() => BackupStore.Create(scenario.Root, ["/etc/kubernetes"], Scenario.Now, "", failing));
        scenario.AssertNothingTemporary();
        Assert.Single(BackupStore.List(scenario.Root));
    }

    private static byte[] Flip(byte[] content)
    {
        var other = content.ToArray();
        other[other.Length / 2] ^= 1;
        return other;
    }
}
