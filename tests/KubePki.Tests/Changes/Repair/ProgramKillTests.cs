using System.Diagnostics;
using System.Globalization;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;
using KubePki.Tests.Changes.Transactions;
using KubePki.Tests.Hostile;

namespace KubePki.Tests.Changes.Repair;

/// <summary>
/// The program itself, killed (SIGKILL) at random moments of the repair of a dead control plane. 20 times; <c>KUBEPKI_KILLS=500</c> for
/// more, and <c>KUBEPKI_PROGRAM</c> for the native file instead of the one that was built for these tests.
/// </summary>
public sealed class ProgramKillTests
{
    private const string Night = "2020-07-28T00:00:00Z";

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KUBEPKI_KILLS") ?? "20",
        CultureInfo.InvariantCulture);

    [UnixFact]
    public void The_next_start_finds_the_old_node_or_the_new_one()
    {
        var tree = NodeTree.Unpack("expired-2020");
        var old = TreeState.Of(tree.Root);
        var (before, during) = TimeOne(tree);
        var all = Changed(old, tree);
        var random = new Random(4711);
        var (cutOff, isNew) = (0, 0);
        // On a busy machine one run's times say little about the next one's: what a kill met moves the aim, and misses are tried again.
        for (var i = 0; i < Kills || (cutOff <= Kills / 5 && i < Kills * 10); i++)
        {
            tree.Dispose();
            tree = NodeTree.Unpack("expired-2020");
            // Mostly in the transaction, which is the shorter part.
            Kill(tree, i % 4 == 0 ? before * random.NextDouble() : TimeSpan.Zero,
                i % 4 == 0 ? TimeSpan.Zero : during * 1.2 * random.NextDouble());
            var isCutOff = IsCutOff(tree);
            InterruptedRun.RollBack(tree.Root);
            var changed = Changed(old, tree);
            cutOff += isCutOff ? 1 : 0;
            isNew += changed.Length > 0 ? 1 : 0;
            during = Aim(during, isCutOff, changed.Length > 0);
            Assert.True(changed.Length == 0 || changed.SequenceEqual(all), $"kill {i}: neither old nor new: {string.Join(", ", changed)}");
            AssertClean(tree);
        }
        tree.Dispose();
        // Kills that never hit a transaction would show nothing.
        Assert.True(cutOff > Kills / 5, $"{Kills} kills: {cutOff} runs were cut off, {isNew} had come to their end");
    }

    [UnixFact]
    public void A_repair_after_a_killed_one_puts_the_old_files_back_and_then_does_its_work()
    {
        var tree = NodeTree.Unpack("expired-2020");
        var old = TreeState.Of(tree.Root);
        var (_, during) = TimeOne(tree);
        for (var (tries, part) = (0, 0.1); InterruptedRun.Find(tree.Root).Count == 0; tries++, part = part > 0.9 ? 0.1 : part + 0.1)
        {
            Assert.True(tries < 200, "no kill hit the changes");
            during = Aim(during, isCutOff: false, tries > 0 && Changed(old, tree).Length > 0);
            tree.Dispose();
            tree = NodeTree.Unpack("expired-2020");
            Kill(tree, TimeSpan.Zero, during * part);
        }
        using var cutOff = tree;
        var (code, output, error) = KubePki.Tests.Cli.CommandLineTests.Run("repair", "--root", tree.Root, "--as-of", Night, "--what-if");
        Assert.Equal(0, code);
        Assert.Contains("was interrupted, and some of its changes are still in place", error, StringComparison.Ordinal);
        Assert.NotEmpty(InterruptedRun.Find(tree.Root));
        (code, output, error) = KubePki.Tests.Cli.CommandLineTests.Run("repair", "--root", tree.Root, "--as-of", Night, "--yes");
        Assert.True(code == 0, output + error);
        Assert.Contains("its changes were rolled back first", error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Diagnosis.Run(new NodeReader(
                new ReadOptions { Root = tree.Root, AsOf = DateTimeOffset.Parse(Night, CultureInfo.InvariantCulture) }).ReadNode()),
            finding => finding.SeverityLevel >= FindingSeverity.Error);
        AssertClean(tree);
        Assert.NotEmpty(Changed(old, tree));
    }

    // Later after a kill that came before the first change, earlier after one that came too late.
    private static TimeSpan Aim(TimeSpan during, bool isCutOff, bool isNew) =>
        isCutOff ? during : isNew ? during * 0.85 : (during * 1.5) + TimeSpan.FromMilliseconds(1);

    // The time until the transaction begins, and the time that it takes; the node is new afterwards.
    private static (TimeSpan Before, TimeSpan During) TimeOne(NodeTree tree)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start(tree);
        WaitForBackup(tree, process);
        var begun = Stopwatch.GetElapsedTime(start);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (begun, Stopwatch.GetElapsedTime(start) - begun);
    }

    private static void Kill(NodeTree tree, TimeSpan fromStart, TimeSpan fromBackup)
    {
        using var process = Start(tree);
        if (fromStart > TimeSpan.Zero)
            Spin(fromStart, process);
        else if (WaitForBackup(tree, process))
            Spin(fromBackup, process);
        process.Kill();
        process.WaitForExit();
    }

    private static Process Start(NodeTree tree)
    {
        string[] arguments = ["repair", "--root", tree.Root, "--as-of", Night, "--key-algorithm", "P256", "--yes"];
        var program = Environment.GetEnvironmentVariable("KUBEPKI_PROGRAM");
        var start = program is null
            ? new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kubepki.dll"), .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["KUBECONFIG"] = "/nonexistent";
        return Process.Start(start)!;
    }

    private static bool WaitForBackup(NodeTree tree, Process process)
    {
        var backups = tree.Path(BackupArea.NodePath);
        while (!Directory.Exists(backups) || !Directory.EnumerateFileSystemEntries(backups).Any())
        {
            if (process.HasExited)
                return false;
            Thread.SpinWait(100);
        }
        return true;
    }

    private static void Spin(TimeSpan time, Process process)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < time && !process.HasExited)
            Thread.SpinWait(50);
    }

    // In the middle of its backup, or of its changes.
    private static bool IsCutOff(NodeTree tree) => InterruptedRun.Find(tree.Root).Count > 0
        || (Directory.Exists(tree.Path(BackupArea.NodePath))
            && Directory.EnumerateFileSystemEntries(tree.Path(BackupArea.NodePath), $"{BackupArea.TemporaryPrefix}*").Any());

    // The paths that are not what they were.
    private static string[] Changed(string[] old, NodeTree tree) =>
        [.. old.Except(TreeState.Of(tree.Root)).Concat(TreeState.Of(tree.Root).Except(old))
            .Select(line => line.Split(' ')[0]).Where(path => path != "/var").Distinct().Order(StringComparer.Ordinal)];

    private static void AssertClean(NodeTree tree)
    {
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(tree.Root, "*", SearchOption.AllDirectories),
            path => Path.GetFileName(path).StartsWith(BackupArea.TemporaryPrefix, StringComparison.Ordinal));
        if (Directory.Exists(tree.Path(BackupArea.NodePath)))
            Assert.DoesNotContain(BackupStore.List(tree.Root),
                backup => backup.State is PkiBackupState.Damaged or PkiBackupState.Unfinished);
    }
}
