using KubePki.Attacks.Trust;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>Who may write one of the files of a run keeps neither the run nor any later one from ending.</summary>
public sealed class OthersInTheWayTests
{
    private const string Own = "/etc/kubernetes/pki/apiserver.crt";
    private const string Config = "/home/jane/.kube/config";
    private const string Network = "/etc/cni/net.d/10-calico.conflist";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [RootTheory]
    [InlineData("true")]
    [InlineData("mv .kube k2; ln -s k2 .kube")]
    [InlineData("rm .kube/config; truncate -s 1T .kube/config")]
    [InlineData("rm .kube/config; mkfifo .kube/config")]
    [InlineData("rm .kube/config; mkdir .kube/config")]
    [InlineData("rm .kube/config; ln -s /etc/passwd .kube/config")]
    [InlineData("rm -rf .kube")]
    [InlineData("rm -rf .kube; ln -s .kube .kube")]
    [InlineData("rm -rf .kube; ln -s ../../../../../../etc .kube")]
    [InlineData("rm -rf .kube; ln -s /etc/kubernetes/pki .kube")]
    [InlineData("rm -rf .kube; echo x > .kube")]
    [InlineData("rm -rf ../jane")]
    [InlineData("chmod 777 .kube")]
    public void A_run_that_was_cut_off_is_taken_back_whatever_a_person_did_with_the_own_file(string deed)
    {
        using var tree = Tree();
        var changes = new[] { Write(tree, Config, "new config\n") with { IsAskedFor = true }, Write(tree, Own, "new certificate\n") };
        var disk = new TestDisk { KillAt = int.MaxValue };
        disk.Watch = (name, path) =>
        {
            if (name == "sync" && tree.Read(Own).StartsWith("new", StringComparison.Ordinal))
                disk.Kill();
        };
        Assert.Throws<KilledException>(() => Transaction.Apply(tree.Root, changes, Options(disk)));
        Assert.Equal("new config\n", tree.Read(Config));
        Do(tree, deed);
        var report = Transaction.Recover(tree.Root);
        Assert.Empty(report.Failures);
        Assert.Single(report.TakenBack);
        Assert.Equal(deed is "true" ? 0 : 1, Math.Min(1, report.Remarks.Count));
        Assert.Equal("old certificate\n", tree.Read(Own));
        Assert.Equal(PkiBackupState.RolledBack, Assert.Single(BackupStore.List(tree.Root)).State);
        Goes(tree, Write(tree, Own, "newer\n"));
    }

    [RootFact]
    public void A_run_that_was_cut_off_waits_where_the_nodes_own_directory_leads_elsewhere()
    {
        using var tree = Tree();
        var disk = new TestDisk { KillAt = int.MaxValue };
        disk.Watch = (name, path) =>
        {
            if (name == "sync" && tree.Read(Own).StartsWith("new", StringComparison.Ordinal))
                disk.Kill();
        };
        Assert.Throws<KilledException>(() => Transaction.Apply(tree.Root, [Write(tree, Own, "new certificate\n")], Options(disk)));
        Shell.Do($"cd '{tree.Path("/etc/kubernetes")}'; mv pki pki2; ln -s pki2 pki");
        Assert.Contains("now points to", Assert.Single(Transaction.Recover(tree.Root).Failures).Reason, StringComparison.Ordinal);
        Shell.Do($"cd '{tree.Path("/etc/kubernetes")}'; rm pki; mv pki2 pki");
        Assert.Single(Transaction.Recover(tree.Root).TakenBack);
        Assert.Equal("old certificate\n", tree.Read(Own));
    }

    [LinuxTheory]
    [InlineData("truncate -s 1T x; mv x {0}")]
    [InlineData("rm {0}; mkfifo {0}")]
    [InlineData("rm {0}; mkdir {0}")]
    [InlineData("echo other > x; mv x {0}")]
    public void What_a_pod_puts_in_the_place_of_its_network_leaves_no_run_undone(string deed)
    {
        using var tree = Tree();
        PendingChange[] changes =
        [
            new() { NodePath = Network, Kind = ChangeKind.Quarantine, Expected = FileState.Of(new NodeFiles(tree.Root), Network) },
            Write(tree, Own, "new certificate\n"),
        ];
        var disk = new TestDisk();
        disk.Watch = (name, path) =>
        {
            // The new file is being made: what is there is looked at once more only afterwards.
            if (name == "write" && path.StartsWith(tree.Path("/etc/kubernetes/pki"), StringComparison.Ordinal))
                Shell.Do($"cd '{tree.Path("/etc/cni/net.d")}'; {deed.Replace("{0}", "10-calico.conflist", StringComparison.Ordinal)}");
        };
        var result = Transaction.Apply(tree.Root, changes, Options(disk));
        Assert.Equal(TransactionOutcome.RolledBack, result.Outcome);
        Assert.Equal("old certificate\n", tree.Read(Own));
        Assert.Equal(PkiBackupState.RolledBack, Assert.Single(BackupStore.List(tree.Root)).State);
        Goes(tree, changes[1]);
    }

    // The same file to the eye of a file system: its number is the same, too.
    [LinuxFact]
    public void What_is_written_into_a_file_at_the_last_moment_is_not_lost()
    {
        using var tree = Tree();
        var move = new PendingChange
        {
            NodePath = Network,
            Kind = ChangeKind.Quarantine,
            Expected = FileState.Of(new NodeFiles(tree.Root), Network),
        };
        var options = Options(new TestDisk()) with { Trace = path => File.WriteAllText(path, "[]\n") };
        var result = Transaction.Apply(tree.Root, [move], options);
        Assert.Equal((TransactionOutcome.RolledBack, PkiProblemId.FileChanged), (result.Outcome, result.Problem!.Id));
        Assert.Equal("[]\n", tree.Read(Network));
    }

    [LinuxFact]
    public void A_pod_that_writes_its_network_again_and_again_keeps_nothing_else_from_being_repaired()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        using var other = NodeTree.Unpack("cni-leftover");
        Directory.CreateDirectory(node.Tree.Path("/etc/cni/net.d"));
        foreach (var file in Directory.GetFiles(other.Path("/etc/cni/net.d")))
            File.Copy(file, node.Tree.Path($"/etc/cni/net.d/{Path.GetFileName(file)}"), overwrite: true);
        var repair = node.Whole();
        var moved = repair.Plan.Steps.First(step => step.Changes.Any(change => change.Action == "move"));
        var path = moved.Changes[0].Path;
        var options = node.Options with
        {
            Trace = _ =>
            {
                if (!File.Exists(path))
                    return;
                File.WriteAllText(path + "~", File.ReadAllText(path) + "\n");
                File.Move(path + "~", path, overwrite: true);
            },
        };
        var outcome = RepairRun.Carry(repair, options);
        Assert.Equal([moved.Title], outcome.Receipts.Where(receipt => receipt.Result != RepairResult.Done).Select(receipt => receipt.Step));
        Assert.True(File.Exists(path));
    }

    [RootTheory]
    [InlineData("rm .kube/config")]
    [InlineData("rm -rf .kube")]
    [InlineData("rm .kube/config; mkfifo .kube/config")]
    [InlineData("rm .kube/config; mkdir .kube/config")]
    [InlineData("rm .kube/config; truncate -s 1T .kube/config")]
    [InlineData("rm -rf .kube; ln -s /etc .kube")]
    [InlineData("rm -rf .kube; ln -s .kube .kube")]
    [InlineData("rm -rf ../jane")]
    [InlineData("chmod 777 .kube; echo x > .kube/config")]
    public void A_restore_leaves_out_what_a_person_has_made_impossible_and_restores_the_rest(string deed)
    {
        using var tree = Tree();
        var backup = BackupStore.Create(tree.Root, [Config, Own], Now, "a test", Disk.OfThisMachine);
        tree.Write(Own, "new certificate\n");
        tree.Write(Config, "new config\n");
        Do(tree, deed);
        var before = Shell.Run($"cd '{tree.Root}' && find home -printf '%p %y %m %U:%G %l %s\\n' | sort").Output;
        Assert.Contains(BackupRestore.Plan(backup).Changes, change => change is { Action: "leave", NodePath: Config });
        var receipts = BackupRestore.Carry(backup, Now.AddDays(1)).Receipts;
        Assert.Equal([RepairResult.Done, RepairResult.Refused], receipts.Select(receipt => receipt.Result));
        Assert.Equal("old certificate\n", tree.Read(Own));
        Assert.Equal(before, Shell.Run($"cd '{tree.Root}' && find home -printf '%p %y %m %U:%G %l %s\\n' | sort").Output);
        var again = Assert.Single(BackupRestore.Carry(backup, Now.AddDays(2)).Receipts);
        Assert.Equal(RepairResult.Refused, again.Result);
    }

    // Whatever somebody does at home is that one's own.
    private static void Do(NodeTree tree, string deed)
    {
        var home = tree.Path("/home/jane");
        Shell.Do($"cd '{home}'; {deed}; [ -e '{home}' ] && chown -hR 12345:12345 '{home}' || true");
    }

    private static void Goes(NodeTree tree, PendingChange change) => Assert.Equal(TransactionOutcome.Committed,
        Transaction.Apply(tree.Root, [change], Options(new TestDisk()) with { Now = Now.AddDays(1) }).Outcome);

    private static NodeTree Tree()
    {
        var tree = NodeTree.Empty();
        tree.Write(Own, "old certificate\n");
        tree.Write(Config, "apiVersion: v1\nkind: Config\nusers: []\nclusters: []\ncontexts: []\n");
        tree.Write(Network, "{}\n");
        if (Environment.IsPrivilegedProcess)
            Shell.Do($"chown -R 12345:12345 '{tree.Path("/home/jane")}'");
        return tree;
    }

    private static PendingChange Write(NodeTree tree, string path, string content) => new()
    {
        NodePath = path,
        Kind = ChangeKind.Write,
        Expected = FileState.Of(new NodeFiles(tree.Root), path),
        Content = System.Text.Encoding.UTF8.GetBytes(content),
    };

    private static TransactionOptions Options(IDisk disk) => new() { Now = Now, Label = "a test", Disk = disk };
}
