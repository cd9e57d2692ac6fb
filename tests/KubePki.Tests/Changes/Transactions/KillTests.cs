using System.Diagnostics;
using System.Globalization;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>
/// A real process is killed (SIGKILL) at random moments of real transactions on the real disk. 50 times; <c>KUBEPKI_KILLS=500</c> for more.
/// </summary>
public sealed class KillTests
{
    // Longer than one transaction: the moments fall everywhere.
    private const int LongestWait = 120_000;

    [UnixFact]
    public void A_killed_process_leaves_the_old_or_the_new_tree_after_the_next_start()
    {
        using var scenario = Scenario.Make();
        using var outside = NodeTree.Empty();
        var oldFiles = outside.Path("/old");
        Directory.Move(KillLoop.Forth(scenario.Root).BackupPath!, oldFiles);
        string[][] states = [scenario.Old, TreeState.Of(scenario.Root)];
        Assert.Equal(TransactionOutcome.Committed, KillLoop.Back(scenario.Root, oldFiles).Outcome);
        scenario.AssertOld();
        var kills = int.Parse(Environment.GetEnvironmentVariable("KUBEPKI_KILLS") ?? "50", CultureInfo.InvariantCulture);
        var random = new Random(4711);
        var (unfinished, undone) = (0, 0);
        for (var i = 0; i < kills; i++)
        {
            scenario.ForgetBackups();
            KillAfter(scenario.Root, oldFiles, random.Next(LongestWait));
            unfinished += Directory.EnumerateDirectories(scenario.Tree.Path("/var/backups/kubepki"), ".kubepki-*").Count();
            undone += Transaction.Recover(scenario.Root).TakenBack.Count;
            Assert.Contains(TreeState.Of(scenario.Root), states);
            scenario.AssertNothingTemporary();
            Assert.DoesNotContain(BackupStore.List(scenario.Root),
                backup => backup.State is PkiBackupState.Damaged or PkiBackupState.Unfinished);
        }
        // Kills that never hit a transaction would show nothing.
        Assert.True(unfinished + undone > kills / 4, $"{kills} kills: {unfinished} backups and {undone} transactions were cut off");
    }

    private static void KillAfter(string root, string oldFiles, int microseconds)
    {
        var assembly = typeof(KillLoop).Assembly.Location;
        var start = new ProcessStartInfo(
            Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            ArgumentList = { assembly, KillLoop.Argument, root, oldFiles },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        Assert.Equal(KillLoop.Ready, process.StandardOutput.ReadLine());
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since).TotalMicroseconds < microseconds)
            Thread.SpinWait(50);
        process.Kill();
        process.WaitForExit();
    }
}
