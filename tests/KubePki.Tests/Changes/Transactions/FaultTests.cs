using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>Each operation fails once, or from then on, or is the last before a kill: the tree is the old or the new one.</summary>
public sealed class FaultTests
{
    // A test that stopped early would show nothing.
    private const int Fewest = 320;

    [UnixTheory]
    [InlineData(DiskException.InputOutput, false)]
    [InlineData(DiskException.NoSpace, false)]
    [InlineData(DiskException.AccessDenied, true)]
    public void Whatever_operation_fails_the_tree_is_the_old_or_the_new_one(int error, bool afterwards)
    {
        using var scenario = Scenario.Make();
        for (var n = 1; ; n++)
        {
            var changes = scenario.Changes();
            var disk = new TestDisk { FailAt = n, Error = error, FailsAfterwards = afterwards };
            var result = Transaction.Apply(scenario.Root, changes, Scenario.Options(disk));
            if (result.Outcome == TransactionOutcome.Committed)
            {
                scenario.AssertNew(changes);
                // Where the failure was the commit's own, the run is not over.
                Assert.True(disk.Count < n || n > Fewest, $"committed at {n} of {disk.Count}");
                if (disk.Count < n)
                {
                    Assert.InRange(n, Fewest, 3000);
                    return;
                }
                Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(scenario.OnlyBackup(), Scenario.Options()).Outcome);
            }
            else
            {
                Assert.True(result.Outcome is TransactionOutcome.RolledBack or TransactionOutcome.Refused,
                    $"{n}: {result.Outcome} {result.Problem}");
                Assert.NotNull(result.Problem);
            }
            scenario.AssertOld();
            Transaction.Recover(scenario.Root, new TestDisk());
            scenario.AssertOld();
            scenario.AssertNothingTemporary();
            scenario.ForgetBackups();
        }
    }

    [UnixTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_that_fails_for_good_leaves_what_the_next_run_puts_right(bool afterwards)
    {
        using var scenario = Scenario.Make();
        for (var n = 1; ; n++)
        {
            var changes = scenario.Changes();
            var disk = new TestDisk { FailAt = n, FailsOn = true, FailsAfterwards = afterwards };
            var result = Transaction.Apply(scenario.Root, changes, Scenario.Options(disk));
            if (disk.Count < n)
            {
                Assert.InRange(n, Fewest, 3000);
                return;
            }
            if (result.Outcome is TransactionOutcome.Committed)
                scenario.AssertNew(changes);
            if (result.Outcome is TransactionOutcome.NotRestored)
                Assert.Contains(result.BackupPath!, result.Problem!.Reason, StringComparison.Ordinal);
            var report = Transaction.Recover(scenario.Root, new TestDisk());
            Assert.Empty(report.Failures);
            if (result.Outcome is TransactionOutcome.Committed)
                Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(scenario.OnlyBackup(), Scenario.Options()).Outcome);
            scenario.AssertOld();
            scenario.AssertNothingTemporary();
            scenario.ForgetBackups();
        }
    }

    [UnixFact]
    public void A_kill_before_any_operation_leaves_the_old_or_the_new_tree_after_the_next_start()
    {
        using var scenario = Scenario.Make();
        for (var n = 1; ; n++)
        {
            var changes = scenario.Changes();
            if (!Kills(n, disk => Transaction.Apply(scenario.Root, changes, Scenario.Options(disk))))
            {
                Assert.InRange(n, Fewest / 2, 3000);
                return;
            }
            // The next start may be killed, too, and the one after it.
            for (var m = 1 + (n % 7); n % 5 == 0 && Kills(m, disk => Transaction.Recover(scenario.Root, disk)); m += 3)
            {
            }
            Transaction.Recover(scenario.Root, new TestDisk());
            if (BackupStore.List(scenario.Root) is [{ State: "Committed" } backup])
            {
                scenario.AssertNew(changes);
                Assert.Equal(TransactionOutcome.Committed, BackupStore.Restore(backup, Scenario.Options()).Outcome);
            }
            scenario.AssertOld();
            scenario.AssertNothingTemporary();
            scenario.ForgetBackups();
        }
    }

    [UnixFact]
    public void A_kill_during_a_restore_does_no_harm_either()
    {
        using var scenario = Scenario.Make();
        Assert.Equal(TransactionOutcome.Committed, scenario.Apply().Outcome);
        var backup = scenario.OnlyBackup();
        var changed = TreeState.Of(scenario.Root);
        var ended = 0;
        for (var n = 1; Kills(n, disk => BackupStore.Restore(backup, Scenario.Options(disk))); n += 3)
        {
            Transaction.Recover(scenario.Root, new TestDisk());
            var tree = TreeState.Of(scenario.Root);
            if (tree.SequenceEqual(scenario.Old))
            {
                ended++;
                Assert.Equal(TransactionOutcome.Committed,
                    BackupStore.Restore(BackupStore.List(scenario.Root)[^1], Scenario.Options()).Outcome);
                tree = TreeState.Of(scenario.Root);
            }
            Assert.Equal(changed, tree);
        }
        Assert.InRange(ended, 0, 3);
        scenario.AssertOld();
    }

    private static bool Kills(int n, Action<TestDisk> run)
    {
        try
        {
            run(new TestDisk { KillAt = n });
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }
}
