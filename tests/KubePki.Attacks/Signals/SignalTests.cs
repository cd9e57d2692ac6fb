using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;
using KubePki.Tests.Hostile;

namespace KubePki.Attacks.Signals;

/// <summary>
/// SIGHUP, SIGINT, SIGQUIT and SIGTERM at random moments: the tree is the old one or the new one, with nothing left to be put right, and
/// the exit code says which. 24 signals; <c>KUBEPKI_SIGNALS=200</c> for more.
/// </summary>
public sealed class SignalTests
{
    private static readonly int Count = Limit.Of("KUBEPKI_SIGNALS", 24);

    [UnixFact]
    public void A_repair_that_is_told_to_stop_leaves_the_old_node_or_the_new_one()
    {
        var (before, during) = Times();
        Attack(Count, NoPreparation, SignalledProgram.Repair, before, during);
    }

    [UnixFact]
    public void So_does_a_restore()
    {
        var (before, during) = Times();
        Attack(Count / 4, Repaired, tree => SignalledProgram.Start("restore", "--root", tree.Root, "--yes"), before, during);
    }

    private static void Attack(int count, Func<NodeTree, int> prepare, Func<NodeTree, SignalledProgram> start, TimeSpan before,
        TimeSpan during)
    {
        string[]? all = null;
        var random = new Random(4711);
        var (stopped, done) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            using var tree = NodeTree.Unpack("expired-2020");
            var backups = prepare(tree);
            var old = TreeState.Of(tree.Root);
            using var program = start(tree);
            var signal = SignalledProgram.Signals[i % 4];
            // Mostly in the transaction, which is the shorter part.
            if (i % 5 == 0)
                program.Spin(before * random.NextDouble());
            else if (program.WaitForBackup(tree, backups))
                program.Spin(during * 1.2 * random.NextDouble());
            program.Send(signal);
            var (code, output, error) = program.End();
            var changed = Changed(old, tree);
            var words = $"signal {signal}, try {i}, code {code}: {string.Join(", ", changed)}\n{output}{error}";
            if (code == 0)
                Assert.True(changed.Length > 0 && changed.SequenceEqual(all ??= changed), words);
            else
                Assert.True(code == 128 + signal && changed.Length == 0, words);
            AssertClean(tree, words);
            (stopped, done) = code == 0 ? (stopped, done + 1) : (stopped + 1, done);
        }
        Assert.True(count < 20 || (stopped > 0 && done > 0),
            $"{stopped} were stopped, {done} came to their end: the moments are not random enough");
    }

    private static int NoPreparation(NodeTree tree) => 0;

    private static int Repaired(NodeTree tree)
    {
        var (code, _, error) = InProcess.Run("repair", "--root", tree.Root, "--as-of", SignalledProgram.Night, "--key-algorithm", "P256",
            "--yes");
        Assert.True(code == 0, error);
        return 1;
    }

    // The time until the transaction begins, and the time that it takes.
    private static (TimeSpan Before, TimeSpan During) Times() => Enumerable.Range(0, 2).Select(_ =>
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        using var program = SignalledProgram.Repair(tree);
        program.WaitForBackup(tree);
        var begun = System.Diagnostics.Stopwatch.GetElapsedTime(start);
        Assert.Equal(0, program.End().Code);
        return (Before: begun, During: System.Diagnostics.Stopwatch.GetElapsedTime(start) - begun);
    }).MinBy(times => times.During);

    private static string[] Changed(string[] old, NodeTree tree) =>
        [.. old.Except(TreeState.Of(tree.Root)).Concat(TreeState.Of(tree.Root).Except(old)).Select(line => line.Split(' ')[0])
            .Where(path => path != "/var").Distinct().Order(StringComparer.Ordinal)];

    private static void AssertClean(NodeTree tree, string words)
    {
        var left = Directory.EnumerateFileSystemEntries(tree.Root, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path).StartsWith(BackupArea.TemporaryPrefix, StringComparison.Ordinal));
        Assert.True(!left.Any(), $"{string.Join(", ", left)} is left: {words}");
        Assert.True(!Directory.Exists(tree.Path(BackupArea.NodePath)) || BackupStore.List(tree.Root).All(backup =>
            backup.State is not (PkiBackupState.Damaged or PkiBackupState.Unfinished)), $"a backup is not finished: {words}");
    }
}
