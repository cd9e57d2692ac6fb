using System.Diagnostics;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;
using KubePki.Tests.Hostile;

namespace KubePki.Attacks.Signals;

/// <summary>Signals while nothing but waiting is done, and streams that are gone.</summary>
public sealed class WaitingTests
{
    [UnixFact]
    public void What_waits_for_its_input_ends_at_once()
    {
        string[][] commands = [["logs"], ["verify", "--batch", "-"], ["csr", "--file", "-"]];
        foreach (var (command, signal) in commands.SelectMany(command => SignalledProgram.Signals.Select(signal => (command, signal))))
        {
            using var program = SignalledProgram.Start(command);
            program.Spin(TimeSpan.FromSeconds(1));
            Assert.False(program.HasExited);
            var since = Stopwatch.GetTimestamp();
            program.Send(signal);
            var (code, _, error) = program.End();
            Assert.True(code == 128 + signal && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10),
                $"{command[0]}, signal {signal}: {code} {error}");
        }
    }

    [UnixFact]
    public void What_waits_for_a_pipe_without_a_writer_ends_too()
    {
        using var tree = NodeTree.Empty();
        var pipe = tree.Path("/pipe");
        Process.Start("mkfifo", pipe).WaitForExit();
        using var program = SignalledProgram.Start("logs", pipe);
        program.Spin(TimeSpan.FromSeconds(1));
        program.Send(15);
        Assert.Equal(143, program.End().Code);
    }

    [UnixFact]
    public void Streams_that_are_gone_do_not_end_a_change_in_the_middle()
    {
        foreach (var streams in (string[])[">&-", "2>&-", ">&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full", "| true", "2>&1 | true",
            "</dev/null >&- 2>&-"])
        {
            using var tree = NodeTree.Unpack("expired-2020");
            var old = TreeState.Of(tree.Root);
            var dll = Path.Combine(AppContext.BaseDirectory, "kubepki.dll");
            var start = new ProcessStartInfo("sh",
                ["-c", $"{{ dotnet '{dll}' repair --root '{tree.Root}' --as-of {SignalledProgram.Night} --key-algorithm "
                    + $"P256 --yes; echo $? >'{tree.Root}/code'; }} {streams}"]);
            start.Environment["KUBECONFIG"] = "/nonexistent";
            using (var shell = Process.Start(start)!)
                shell.WaitForExit();
            var code = File.ReadAllText(tree.Path("/code")).Trim();
            File.Delete(tree.Path("/code"));
            // What was written is there, and a report that could not be written has an exit code of its own.
            Assert.True(code is "0" or "3", $"{streams}: {code}");
            Assert.NotEqual(old, TreeState.Of(tree.Root));
            Assert.All(KubePki.Changes.Transactions.BackupStore.List(tree.Root), backup =>
                Assert.Equal(KubePki.Model.PkiBackupState.Committed, backup.State));
        }
    }

    [UnixFact]
    public void A_terminal_that_is_closed_stops_a_run_and_does_not_break_it()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var old = TreeState.Of(tree.Root);
        // Nobody reads what is said, and the signal comes before anything was changed.
        using var program = SignalledProgram.Start("repair", "--root", tree.Root, "--as-of", SignalledProgram.Night, "--key-algorithm",
            "RSA4096", "--yes");
        program.Spin(TimeSpan.FromMilliseconds(700));
        program.Send(1);
        var (code, _, _) = program.End();
        Assert.Contains(code, (int[])[0, 129]);
        Assert.Equal(code == 129, old.SequenceEqual(TreeState.Of(tree.Root)));
    }
}
