using System.Text;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>What a transaction does, refuses and never tells.</summary>
public sealed class TransactionTests
{
    [UnixFact]
    public void All_changes_are_made_and_the_backup_has_the_old_files()
    {
        using var scenario = Scenario.Make();
        var changes = scenario.Changes();
        var traced = new List<string>();
        var result = Transaction.Apply(scenario.Root, changes, Scenario.Options() with { Trace = traced.Add, Verify = () => null });
        Assert.Equal(TransactionOutcome.Committed, result.Outcome);
        Assert.Null(result.Problem);
        scenario.AssertNew(changes);
        Assert.Equal(changes.Count + 2, result.Changes.Count);
        Assert.Equal(changes.Count + 2, traced.Count);
        Assert.EndsWith("/var/backups/kubepki/20260301T120000Z", result.BackupPath, StringComparison.Ordinal);
        Assert.Equal("{}\n", File.ReadAllText(result.BackupPath + "/files" + Scenario.Network));
        var backup = scenario.OnlyBackup();
        Assert.Equal((PkiBackupState.Committed, "a test", Scenario.Now), (backup.State, backup.Label, backup.CreatedAt));
    }

    [UnixFact]
    public void Without_changes_nothing_is_done()
    {
        using var scenario = Scenario.Make();
        Assert.Equal(TransactionOutcome.Committed, Transaction.Apply(scenario.Root, [], Scenario.Options()).Outcome);
        Assert.Empty(Transaction.Recover(scenario.Root).TakenBack);
        Assert.Empty(BackupStore.List(scenario.Root));
        Assert.False(Directory.Exists(scenario.Tree.Path("/var/backups")));
    }

    [UnixFact]
    public void What_does_not_stand_the_test_is_taken_back()
    {
        using var scenario = Scenario.Make();
        var seen = 0;
        var result = Transaction.Apply(scenario.Root, scenario.Changes(), Scenario.Options() with
        {
            Verify = () =>
            {
                seen = File.ReadAllText(scenario.Tree.Path(Scenario.NewFile)).Length;
                return "the finding is still there";
            },
        });
        Assert.Equal(4, seen);
        Assert.Equal(TransactionOutcome.RolledBack, result.Outcome);
        Assert.Equal((PkiProblemId.NotVerified, "the finding is still there"), (result.Problem!.Id, result.Problem.Reason));
        Assert.Equal(PkiBackupState.RolledBack, scenario.OnlyBackup().State);
        scenario.AssertOld();
        scenario.AssertNothingTemporary();
    }

    [UnixFact]
    public void A_test_that_breaks_down_or_a_stop_leaves_the_old_files()
    {
        using var scenario = Scenario.Make();
        Assert.Throws<TimeZoneNotFoundException>(() => Transaction.Apply(
            scenario.Root, scenario.Changes(), Scenario.Options() with { Verify = () => throw new TimeZoneNotFoundException() }));
        scenario.AssertOld();
        using var stop = new CancellationTokenSource();
        var disk = new TestDisk
        {
            Watch = (operation, path) =>
            {
                if (operation == "write" && !path.Contains("/var/backups/", StringComparison.Ordinal))
                    stop.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() =>
            Transaction.Apply(scenario.Root, scenario.Changes(), Scenario.Options(disk), stop.Token));
        scenario.AssertOld();
        scenario.AssertNothingTemporary();
    }

    [UnixFact]
    public void Two_runs_at_once_do_not_mix()
    {
        using var scenario = Scenario.Make();
        TransactionResult? second = null;
        var changes = scenario.Changes();
        var first = Transaction.Apply(scenario.Root, changes, Scenario.Options() with
        {
            Verify = () =>
            {
                second = Transaction.Apply(scenario.Root, changes, Scenario.Options());
                Assert.Throws<PkiProblemException>(() => Transaction.Recover(scenario.Root));
                return null;
            },
        });
        Assert.Equal(TransactionOutcome.Committed, first.Outcome);
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.ChangeInProgress), (second!.Outcome, second.Problem!.Id));
        Assert.Contains("another run", second.Problem.ToString(), StringComparison.Ordinal);
        scenario.AssertNew(changes);
    }

    [UnixFact]
    public void The_lock_of_a_dead_process_is_no_lock()
    {
        using var scenario = Scenario.Make();
        scenario.Tree.Write("/var/backups/kubepki/.lock", "4711");
        Assert.Equal(TransactionOutcome.Committed, scenario.Apply().Outcome);
    }

    [UnixFact]
    public void A_file_that_changed_since_the_plan_refuses_the_whole()
    {
        using var scenario = Scenario.Make();
        var changes = scenario.Changes();
        scenario.Tree.Write(Scenario.Pki + "apiserver.crt", "somebody else's");
        var before = TreeState.Of(scenario.Root);
        var result = Transaction.Apply(scenario.Root, changes, Scenario.Options());
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.FileChanged, Scenario.Pki + "apiserver.crt"),
            (result.Outcome, result.Problem!.Id, result.Problem.NodePath));
        Assert.Equal(before, TreeState.Of(scenario.Root));
        Assert.Empty(BackupStore.List(scenario.Root));
    }

    [UnixTheory]
    [InlineData("/etc/kubernetes/pki/apiserver.crt")]
    [InlineData("/etc/kubernetes/pki/etcd/server.key")]
    public void A_file_that_changes_while_we_write_wins(string changed)
    {
        using var scenario = Scenario.Make();
        var isDone = false;
        var disk = new TestDisk
        {
            Watch = (_, path) =>
            {
                if (!isDone && path.Contains("/etc/kubernetes/ssl/deep/.kubepki", StringComparison.Ordinal))
                    scenario.Tree.Write(changed, "somebody else's");
                isDone |= path.Contains("/ssl/deep/.kubepki", StringComparison.Ordinal);
            },
        };
        var result = scenario.Apply(disk);
        Assert.Equal((TransactionOutcome.RolledBack, PkiProblemId.FileChanged), (result.Outcome, result.Problem!.Id));
        Assert.Equal("somebody else's", scenario.Tree.Read(changed));
        Assert.Equal(scenario.Old.Where(line => !line.StartsWith(changed, StringComparison.Ordinal)),
            TreeState.Of(scenario.Root).Where(line => !line.StartsWith(changed, StringComparison.Ordinal)));
    }

    [UnixFact]
    public void What_kubelet_wrote_after_a_power_loss_is_not_taken_back()
    {
        using var scenario = Scenario.Make();
        var link = Scenario.Kubelet + "kubelet-client-current.pem";
        KillInTest(scenario);
        scenario.Tree.Write(Scenario.Kubelet + "kubelet-client-2027.pem", "rotated");
        scenario.Tree.Delete(link);
        scenario.Tree.Link(link, Scenario.Kubelet + "kubelet-client-2027.pem");
        var report = Transaction.Recover(scenario.Root);
        Assert.Equal(link, Assert.Single(report.Remarks).NodePath);
        Assert.Empty(report.Failures);
        Assert.Equal(Scenario.Kubelet + "kubelet-client-2027.pem", new FileInfo(scenario.Tree.Path(link)).LinkTarget);
        Assert.Equal(scenario.Old.Count(line => !line.Contains("kubelet-client", StringComparison.Ordinal)),
            TreeState.Of(scenario.Root).Intersect(scenario.Old).Count(line => !line.Contains("kubelet-client", StringComparison.Ordinal)));
        Assert.Equal(PkiBackupState.RolledBack, scenario.OnlyBackup().State);
    }

    [UnixFact]
    public void The_next_run_first_takes_back_what_a_killed_one_left()
    {
        using var scenario = Scenario.Make();
        var changes = scenario.Changes();
        KillInTest(scenario);
        Assert.Equal(PkiBackupState.Unfinished, scenario.OnlyBackup().State);
        var result = Transaction.Apply(scenario.Root, changes, Scenario.Options());
        Assert.Equal(TransactionOutcome.Committed, result.Outcome);
        Assert.Single(result.Recovery.TakenBack);
        Assert.EndsWith("20260301T120000Z-2", result.BackupPath, StringComparison.Ordinal);
        scenario.AssertNew(changes);
    }

    [UnixTheory]
    [InlineData("/etc/kubernetes/pki/etcd", TransactionOutcome.RolledBack)]
    [InlineData("/var", TransactionOutcome.Refused)]
    public void A_directory_that_may_not_be_written_leaves_the_old_tree(string directory, object outcome)
    {
        using var scenario = Scenario.Make();
        var changes = scenario.Changes()
            .FindAll(change => change.Kind == ChangeKind.Write && change.NodePath.Contains("/pki/", StringComparison.Ordinal));
        foreach (var path in Directory.EnumerateFileSystemEntries(scenario.Root, "*", SearchOption.AllDirectories).Append(scenario.Root))
        {
            if (Environment.IsPrivilegedProcess)
                Disk.OfThisMachine.SetOwner(path, 65534, 65534);
        }
        Disk.OfThisMachine.SetMode(scenario.Tree.Path(directory), 0x16d);
        var before = TreeState.Of(scenario.Root);
        var files = new NodeFiles(scenario.Root);
        changes = changes.ConvertAll(change => change with { Expected = FileState.Of(files, change.NodePath) });
        var result = Unix.AsNobody(() => Transaction.Apply(scenario.Root, changes, Scenario.Options() with { Disk = Disk.OfThisMachine }));
        Assert.Equal((outcome, PkiProblemId.UnwritableFile), (result.Outcome, result.Problem!.Id));
        Assert.NotNull(result.Problem.RecommendedAction);
        Assert.Equal(before, TreeState.Of(scenario.Root));
        scenario.AssertNothingTemporary();
        Disk.OfThisMachine.SetMode(scenario.Tree.Path(directory), 0x1ed);
    }

    [UnixFact]
    public void Nothing_is_written_through_a_link_unless_the_plan_says_so()
    {
        using var scenario = Scenario.Make();
        var files = new NodeFiles(scenario.Root);
        var link = Scenario.Kubelet + "kubelet-client-current.pem";
        var refused = Transaction.Apply(scenario.Root, [Scenario.Write(files, link, "x", null)], Scenario.Options());
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.ImpossibleChange), (refused.Outcome, refused.Problem!.Id));
        scenario.AssertOld();
        var behind = Scenario.Write(files, link, "x", null) with
        {
            FollowLink = true,
            Expected = FileState.Of(files, Scenario.Kubelet + "kubelet-client-2020.pem"),
        };
        Assert.Equal(TransactionOutcome.Committed, Transaction.Apply(scenario.Root, [behind], Scenario.Options()).Outcome);
        Assert.Equal("x", scenario.Tree.Read(Scenario.Kubelet + "kubelet-client-2020.pem"));
        Assert.NotNull(new FileInfo(scenario.Tree.Path(link)).LinkTarget);
    }

    [UnixFact]
    public void Links_of_directories_stay_inside_the_root()
    {
        using var scenario = Scenario.Make();
        scenario.Tree.Link("/etc/pki-link", "/etc/kubernetes/pki");
        scenario.Tree.Link("/etc/out", "../../../../../tmp");
        var files = new NodeFiles(scenario.Root);
        var inside = Transaction.Apply(scenario.Root, [Scenario.Write(files, "/etc/pki-link/x.crt", "x", null)], Scenario.Options());
        Assert.Equal((TransactionOutcome.Committed, Scenario.Pki + "x.crt"), (inside.Outcome, Assert.Single(inside.Changes).NodePath));
        var twice = Transaction.Apply(scenario.Root,
            [Scenario.Write(files, "/etc/pki-link/ca.crt", "x", null), Scenario.Write(files, Scenario.Pki + "ca.crt", "x", null)],
            Scenario.Options());
        Assert.Equal(PkiProblemId.ImpossibleChange, twice.Problem!.Id);
        var outside = Transaction.Apply(scenario.Root,
            [new PendingChange { NodePath = "/etc/out/x", Kind = ChangeKind.Write, Expected = FileState.Absent }], Scenario.Options());
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.LinkLeavesRoot), (outside.Outcome, outside.Problem!.Id));
    }

    [UnixFact]
    public void Modes_are_final_before_the_first_byte_and_the_link_is_switched_as_kubelet_does()
    {
        using var scenario = Scenario.Make();
        var modes = new Dictionary<string, (int, uint, uint)>();
        var final = new Dictionary<string, (int, uint, uint)>();
        var renamed = new List<string>();
        var disk = new TestDisk
        {
            Watch = (operation, path) =>
            {
                var from = path.Split('\n')[0];
                var entry = Disk.OfThisMachine.Look(from);
                if (operation == "write")
                    modes[from] = (entry.Mode, entry.UserId, entry.GroupId);
                if (operation == "chmod" && entry.Kind == EntryKind.File && entry.Size > 0)
                    Assert.EndsWith("/sa.pub", path, StringComparison.Ordinal);
                if (operation != "rename")
                    return;
                final[from] = (entry.Mode, entry.UserId, entry.GroupId);
                renamed.Add(path);
            },
        };
        Assert.Equal(TransactionOutcome.Committed, scenario.Apply(disk).Outcome);
        foreach (var (path, mode) in modes)
        {
            Assert.True(path.StartsWith(scenario.Tree.Path("/var/backups/"),
                StringComparison.Ordinal) ? mode.Item1 == 0x180 : mode == final[path], path);
        }
        Assert.True(modes.Count > 25);
        var link = scenario.Tree.Path(Scenario.Kubelet + "kubelet-client-");
        Assert.Contains($"{link}updated.pem\n{link}current.pem", renamed);
        foreach (var path in Directory.EnumerateFileSystemEntries(scenario.Tree.Path("/var/backups/kubepki"),
            "*", SearchOption.AllDirectories))
            Assert.Equal(Directory.Exists(path) ? 0x1c0 : 0x180, Disk.OfThisMachine.Look(path).Mode);
    }

    [UnixFact]
    public void A_backup_that_somebody_damages_meanwhile_does_not_hide_what_was_done()
    {
        foreach (var reason in (string?[])[null, "not good"])
        {
            using var scenario = Scenario.Make();
            var changes = scenario.Changes();
            var result = Transaction.Apply(scenario.Root, changes, Scenario.Options() with
            {
                Verify = () =>
                {
                    File.Delete(Directory.GetFiles(scenario.Tree.Path(BackupArea.NodePath), "manifest.sha256",
                        SearchOption.AllDirectories).Single());
                    return reason;
                },
            });
            Assert.Equal(reason is null ? TransactionOutcome.Committed : TransactionOutcome.RolledBack, result.Outcome);
            if (reason is null)
                scenario.AssertNew(changes);
            else
                scenario.AssertOld();
        }
    }

    [UnixFact]
    public void No_key_is_ever_told()
    {
        using var scenario = Scenario.Make();
        var told = new StringBuilder();
        var words = Words(scenario);
        Assert.True(words.Count > 200);
        for (var n = 1; n < 900; n += 11)
        {
            var result = scenario.Apply(new TestDisk { FailAt = n, FailsOn = n % 2 == 0 });
            told.AppendLine(result.ToString()).AppendLine(result.Problem?.ToString());
            told.AppendJoin('\n', result.Changes);
            if (result.BackupPath is { } path && Directory.Exists(path))
                told.AppendJoin('\n', Directory.GetFiles(path).Select(File.ReadAllText));
            Transaction.Recover(scenario.Root, new TestDisk());
            if (result.Outcome == TransactionOutcome.Committed)
                break;
            scenario.ForgetBackups();
        }
        var text = told.ToString();
        Assert.Contains("manifest", text, StringComparison.Ordinal);
        Assert.Contains("committed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NEVERTOBESEEN", text, StringComparison.Ordinal);
        Assert.All(words, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    // The test of the new files is where a kill finds all of them in place.
    private static void KillInTest(Scenario scenario)
    {
        var disk = new TestDisk { KillAt = 1_000_000 };
        disk.Watch = (_, path) =>
        {
            if (path.EndsWith("/etc/kubernetes/ssl/deep", StringComparison.Ordinal) && File.Exists(scenario.Tree.Path(Scenario.NewFile)))
                disk.Kill();
        };
        Assert.Throws<KilledException>(() => Transaction.Apply(scenario.Root, scenario.Changes(), Scenario.Options(disk)));
    }

    private static List<string> Words(Scenario scenario) =>
        [.. Directory.GetFiles(scenario.Tree.Path("/etc/kubernetes"), "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".key", StringComparison.Ordinal) || path.EndsWith(".conf", StringComparison.Ordinal))
            .SelectMany(File.ReadLines).Where(line => line.Length > 60).Select(line => line.Trim()[..40])];
}
