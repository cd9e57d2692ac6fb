using System.Diagnostics;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>
/// What costs whoever does it nothing must not cost us much; and what a process brings along from its shell must not loosen or close files.
/// </summary>
public sealed class ResourceTests
{
    private const string Night = "2020-07-28T00:00:00Z";

    [LinuxTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Three_thousand_names_of_one_large_file_are_read_as_a_few(bool symbolic)
    {
        using var tree = NodeTree.Empty();
        const int Size = 12 * 1024 * 1024;
        tree.Write("/certs/big.crt", string.Concat(Enumerable.Repeat("-----BEGIN CERTIFICATE-----\nMIIB\n", Size / 33)));
        for (var i = 0; i < 3000; i++)
            Link(tree.Path("/certs/big.crt"), tree.Path($"/certs/name{i}.crt"), symbolic);
        var since = Stopwatch.GetTimestamp();
        var pki = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadPath("/certs").Single();
        var repeated = pki.Problems.Where(problem => problem.Reason.Contains("the same file as", StringComparison.Ordinal)).ToList();
        Assert.Equal(3000, repeated.Count);
        Assert.All(repeated, problem => Assert.Equal((PkiProblemId.RepeatedFile, "Remove the links that are not needed."),
            (problem.Id, problem.RecommendedAction)));
        // It was 88 s, most of it for reading what was read already.
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(since)}");
    }

    [LinuxFact]
    public void Two_names_of_a_bundle_are_both_read()
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority("kubernetes");
        var bundle = string.Concat(Enumerable.Repeat(authority.ExportCertificatePem() + "\n", 100));
        tree.Write("/etc/kubernetes/pki/ca.crt", bundle);
        tree.Link("/etc/kubernetes/pki/front-proxy-ca.crt", "ca.crt");
        var pki = new NodeReader(new ReadOptions { Root = tree.Root, AsOf = TestPki.AsOf }).ReadNode();
        Assert.Equal(100, pki.Certificates.Count(certificate =>
            certificate.NodePath.EndsWith("/front-proxy-ca.crt", StringComparison.Ordinal)));
        Assert.DoesNotContain(pki.Problems, problem => problem.Id == PkiProblemId.RepeatedFile);
    }

    [LinuxFact]
    public void A_mask_that_takes_everything_away_changes_no_mode()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var (code, output) = Run(tree, "umask 0777; exec \"$0\" \"$@\"");
        Assert.True(code == 0, output);
        Assert.Equal(0x1c0, Disk.OfThisMachine.Look(tree.Path("/var/backups/kubepki")).Mode);
        Assert.Equal(0x1ed, Disk.OfThisMachine.Look(tree.Path("/var/backups")).Mode);
        foreach (var path in Directory.EnumerateFileSystemEntries(tree.Path("/var/backups/kubepki"), "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            Assert.Equal(Directory.Exists(path) ? 0x1c0 : 0x180, Disk.OfThisMachine.Look(path).Mode);
        Assert.Equal(0x1a4, Disk.OfThisMachine.Look(tree.Path("/etc/kubernetes/pki/apiserver.crt")).Mode);
        Assert.Equal(0x180, Disk.OfThisMachine.Look(tree.Path("/etc/kubernetes/pki/apiserver.key")).Mode);
    }

    [LinuxFact]
    public async Task Of_four_runs_at_once_three_hear_that_there_is_another()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Run(tree, "exec \"$0\" \"$@\""))));
        Assert.Contains(runs, run => run.Code == 0);
        foreach (var (_, output) in runs.Where(run => run.Code != 0))
            Assert.True(output.Contains("another run", StringComparison.Ordinal), output);
    }

    [LinuxFact]
    public void Who_comes_second_hears_who_was_first()
    {
        using var tree = NodeTree.Empty();
        tree.Write("/etc/kubernetes/pki/apiserver.crt", "old");
        var change = new PendingChange { NodePath = "/etc/kubernetes/pki/apiserver.crt", Kind = ChangeKind.Write,
            Expected = FileState.Of(new NodeFiles(tree.Root), "/etc/kubernetes/pki/apiserver.crt") };
        Assert.Equal(TransactionOutcome.Committed, Apply("first").Outcome);
        var second = Apply("second");
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.ChangeInProgress), (second.Outcome, second.Problem!.Id));
        Assert.Contains("another run", second.Problem.Reason, StringComparison.Ordinal);
        tree.Write("/etc/kubernetes/pki/apiserver.crt", "by hand");
        Assert.Equal(PkiProblemId.FileChanged, Apply("third").Problem!.Id);
        TransactionResult Apply(string text) =>
            Transaction.Apply(tree.Root, [change with { Content = System.Text.Encoding.UTF8.GetBytes(text) }],
            new TransactionOptions { Now = TestPki.AsOf, Label = text, Disk = new TestDisk() });
    }

    [LinuxFact]
    public void Who_saw_the_link_of_a_run_that_was_at_work_hears_of_it()
    {
        const string current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
        const string waiting = "/var/lib/kubelet/pki/kubelet-client-updated.pem";
        using var tree = NodeTree.Empty();
        tree.Write("/var/lib/kubelet/pki/kubelet-client-2020-07-28-00-00-00.pem", "new");
        tree.Link(current, "kubelet-client-2019-07-28-00-00-00.pem");
        var files = new NodeFiles(tree.Root);
        Assert.Equal(TransactionOutcome.Committed, Apply(new PendingChange { NodePath = current, Kind = ChangeKind.Link,
            LinkTarget = "kubelet-client-2020-07-28-00-00-00.pem", Expected = FileState.Of(files, current) }).Outcome);
        // It was there when the other run read the node, and gone when that one planned what to do with it.
        var second = Apply(new PendingChange { NodePath = waiting, Kind = ChangeKind.Quarantine, Expected = FileState.Of(files, waiting) });
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.ChangeInProgress), (second.Outcome, second.Problem!.Id));
        Assert.Contains("another run", second.Problem.Reason, StringComparison.Ordinal);
        var third = Apply(new PendingChange { NodePath = "/etc/cni/net.d/10-flannel.conflist", Kind = ChangeKind.Quarantine,
            Expected = FileState.Of(files, "/etc/cni/net.d/10-flannel.conflist") });
        Assert.Equal((TransactionOutcome.Refused, PkiProblemId.FileChanged), (third.Outcome, third.Problem!.Id));
        Assert.Contains("removed while the plan was being made", third.Problem.Reason, StringComparison.Ordinal);
        TransactionResult Apply(PendingChange change) => Transaction.Apply(tree.Root, [change],
            new TransactionOptions { Now = TestPki.AsOf, Label = "test", Disk = new TestDisk() });
    }

    private static (int Code, string Output) Run(NodeTree tree, string script)
    {
        var start = new ProcessStartInfo("sh",
            ["-c", script, "dotnet", Path.Combine(AppContext.BaseDirectory, "kubepki.dll"), "repair", "--root", tree.Root, "--as-of",
                Night, "--key-algorithm", "P256", "--yes"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = "/nonexistent";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static void Link(string from, string to, bool symbolic)
    {
        if (symbolic)
            File.CreateSymbolicLink(to, Path.GetFileName(from));
        else
            Assert.Equal(0, HardLink(from, to));
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "link", CharSet = System.Runtime.InteropServices.CharSet.Ansi,
        BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int HardLink(
        [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPUTF8Str)] string from,
        [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPUTF8Str)] string to);
}
