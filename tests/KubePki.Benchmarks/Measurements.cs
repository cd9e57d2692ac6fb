using static KubePki.Benchmarks.Race;

namespace KubePki.Benchmarks;

/// <summary>The races: each one line of what the project says about its speed.</summary>
internal sealed class Measurements(Setup setup)
{
    private const int OpenSslSample = 200;

    private string Leaves => Path.Combine(setup.Trees, "leaves");

    private string Signed => Path.Combine(setup.Trees, "signed");

    public void RunAll()
    {
        var count = Directory.GetDirectories(Leaves).Length * CertificateTree.PerDirectory;
        ReadTree($"Reading {count} certificates, nothing to verify", Leaves);
        ReadTree($"Reading {count} certificates, each signature checked against the CA beside it", Signed, "-verify");
        OpenSslLoop(count);
        OneNode();
        Renewal();
        StartUp();
        Memory(count);
        RunLog();
        RunRequests();
        Import();
    }

    private string[] Get(string tree, params string[] more) => [setup.Kubepki, "get", "--path", tree, "--recurse", .. more];

    private void ReadTree(string title, string tree, params string[] flags)
    {
        Contender? Go(string name, int threads, params string[] more) => setup.Go is { } go
            ? new Contender(name, [go, "-threads", $"{threads}", .. flags, .. more, tree]) { OneCore = threads == 1 } : null;
        var all = Environment.ProcessorCount;
        Run(title, setup.Runs,
            new Contender("kubepki -o json, one core", Get(tree, "-o", "json"))
            {
                OneCore = true,
                Against = "Go parse only, one thread, one core",
            },
            Go("Go parse only, one thread, one core", 1),
            Go("Go with the same output, one thread, one core", 1, "-json"),
            new Contender($"kubepki -o json, {all} cores", Get(tree, "-o", "json")) { Against = $"Go parse only, {all} threads" },
            Go($"Go parse only, {all} threads", all),
            Go($"Go with the same output, {all} threads", all, "-json"));
    }

    private void OpenSslLoop(int count)
    {
        if (setup.OpenSsl is null)
            return;
        const string Loop = "for f in \"$@\"; do openssl x509 -noout -subject -enddate -in \"$f\"; done";
        var files = Directory.EnumerateFiles(Leaves, "*.crt", SearchOption.AllDirectories).Take(OpenSslSample).ToArray();
        var name = $"a loop of openssl x509, measured on {files.Length} files, times {count / files.Length}";
        Run($"The same {count} certificates", Math.Max(3, setup.Runs / 5),
            new Contender("kubepki -o json, one core", Get(Leaves, "-o", "json")) { OneCore = true, Against = name },
            new Contender("kubepki -o json", Get(Leaves, "-o", "json")) { Against = name },
            new Contender(name, ["sh", "-c", Loop, "sh", .. files]) { Scale = (double)count / files.Length });
    }

    private void OneNode()
    {
        if (setup.Node is null)
            return;
        var kubeadm = setup.Kubeadm is null ? null
            : new Contender("kubeadm certs check-expiration --rootfs", setup.Kubeadm, "certs",
                "check-expiration", "--rootfs", setup.Node, "--kubeconfig", "/nonexistent");
        Run("One control plane, whole process", setup.Runs,
            new Contender("kubepki get --root", setup.Kubepki, "get", "--root", setup.Node) { Against = kubeadm?.Name },
            new Contender("kubepki test --root", setup.Kubepki, "test", "--root", setup.Node,
                "--as-of", "2026-07-01", "--fail-on", "critical") { Against = kubeadm?.Name }, kubeadm);
    }

    /// <summary>All certificates and kubeconfigs of a control plane, with new keys: on two trees, since both programs write.</summary>
    public void Renewal()
    {
        if (setup.Node is null)
            return;
        var work = Directory.CreateTempSubdirectory("kubepki-renewal-").FullName;
        try
        {
            string[] renew = [setup.Kubepki, "renew", "--root", Copy(work, "ours"), "--force", "--yes"];
            var kubeadm = setup.Kubeadm is null
                ? null
                : new Contender("kubeadm certs renew all", setup.Kubeadm, "certs", "renew", "all", "--rootfs", Copy(work, "theirs"));
            var keys = setup.OpenSsl is null
                ? null
                : new Contender("openssl genrsa, ten times, on all processors", "sh", "-c",
                    $"seq 10 | xargs -P {Environment.ProcessorCount} -I N openssl genrsa -out {work}/N 2048");
            Run("All ten certificates and kubeconfigs of a control plane, whole process", setup.Runs,
                new Contender("kubepki renew", [.. renew, "--key-algorithm", "RSA2048"]) { Against = kubeadm?.Name },
                new Contender("kubepki renew --key-algorithm P256", [.. renew, "--key-algorithm", "P256"]) { Against = kubeadm?.Name },
                kubeadm, keys);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private string Copy(string work, string name)
    {
        var copy = Path.Combine(work, name);
        // With modes and links.
        ChildProcess.Time(["cp", "-a", setup.Node!, copy], oneCore: false);
        return copy;
    }

    private void StartUp()
    {
        var kubeadm = setup.Kubeadm is null ? null : new Contender("kubeadm version", setup.Kubeadm, "version");
        Run("Start and end", setup.Runs * 2,
            new Contender("kubepki --help", setup.Kubepki, "--help") { Against = kubeadm?.Name },
            kubeadm, new Contender("true (what any process costs)", "true"));
    }

    private void Memory(int count)
    {
        var part = Path.Combine(setup.Trees, "part");
        Directory.CreateDirectory(part);
        foreach (var directory in Directory.GetDirectories(Leaves)
            .Order(StringComparer.Ordinal).Take(count / CertificateTree.PerDirectory / 10))
        {
            var link = Directory.CreateDirectory(Path.Combine(part, Path.GetFileName(directory))).FullName;
            foreach (var file in Directory.GetFiles(directory))
                File.Copy(file, Path.Combine(link, Path.GetFileName(file)), overwrite: true);
        }
        var few = Peak(part);
        var many = Peak(Leaves);
        Line($"\nPeak memory of kubepki -o json (VmHWM, median of 5)");
        Line($"  {count / 10,6} certificates {few / 1024.0,10:0.0} MiB");
        Line($"  {count,6} certificates {many / 1024.0,10:0.0} MiB   {(double)many / few:0.00} times as much");
    }

    private long Peak(string tree) =>
        Enumerable.Range(0, 5).Select(_ => ChildProcess.PeakMemory(Get(tree, "-o", "json"))).Order().ElementAt(2);

    /// <summary>A log of 1 GB against grep.</summary>
    public void RunLog()
    {
        if (setup.Log is null || setup.Patterns is null)
            return;
        string[] logs = [setup.Kubepki, "logs", setup.Log, "--as-of", "2026-07-02", "-o", "json"];
        var runs = Math.Max(3, setup.Runs / 3);
        var megabytes = new FileInfo(setup.Log).Length / 1_000_000;
        Run($"A log of {megabytes} MB", runs,
            new Contender("kubepki logs, one core", logs) { OneCore = true, Against = "grep -E -c of the same patterns, LC_ALL=C" },
            // Into a pipe: with /dev/null for output, grep stops at the first line that it finds.
            new Contender("grep -E -c of the same patterns, LC_ALL=C", "sh", "-c",
                "LC_ALL=C grep -E -c -f \"$1\" \"$2\" | cat", "sh", setup.Patterns, setup.Log) { OneCore = true },
            new Contender("cat, which only reads it", "cat", setup.Log) { OneCore = true });
        var part = setup.Log + ".tenth";
        using (var whole = File.OpenRead(setup.Log))
        using (var tenth = File.Create(part))
        {
            var buffer = new byte[whole.Length / 10];
            whole.ReadExactly(buffer);
            tenth.Write(buffer);
        }
        var (some, all) = (LogPeak(part) / 1024.0, LogPeak(setup.Log) / 1024.0);
        Line($"  Peak memory of kubepki logs: {some:0.0} MiB for a tenth of it, {all:0.0} MiB for all");
        File.Delete(part);
    }

    /// <summary>Requests judged against the least that anyone must do with them.</summary>
    public void RunRequests()
    {
        if (setup.Requests is not { } directory)
            return;
        var file = Path.Combine(directory, "requests.json");
        const string Floor = "Go: read, parse, check each signature; no judging, one core";
        string[] judge = [setup.Kubepki, "csr", "approve", "--file", file, "--nodes",
            Path.Combine(directory, "nodes.json"), "--inventory", Path.Combine(directory, "nodes.csv"),
            "--service-cidr", "10.96.0.0/12", "--as-of", "2026-07-01T12:00:00Z", "--what-if"];
        Run("Pending requests of a file", Math.Max(3, setup.Runs / 3),
            new Contender("kubepki csr approve --what-if, one core", judge) { OneCore = true, Against = Floor },
            new Contender("kubepki csr approve --what-if -o json, one core", [.. judge, "-o", "json"]) { OneCore = true, Against = Floor },
            new Contender("kubepki csr, which checks no signature, one core", setup.Kubepki, "csr", "--file", file)
            {
                OneCore = true,
                Against = Floor,
            },
            setup.GoCsr is null ? null : new Contender(Floor, setup.GoCsr, file) { OneCore = true },
            setup.Before is null
                ? null
                : new Contender("before: kubepki csr approve --what-if, one core", [setup.Before, .. judge[1..]]) { OneCore = true });
        foreach (var count in new[] { 10_000, 50_000 })
            RunCluster(file, count);
    }

    // A whole process each: it starts, finds the server, lists page by page and prints.
    private void RunCluster(string file, int count)
    {
        using var server = new RequestServer(file, count);
        string[] list = ["csr", "--kubeconfig", server.Kubeconfig, "-o", "csv"];
        var before = setup.Before is null
            ? null
            : new Contender("before: kubepki csr, one core", [setup.Before, .. list]) { OneCore = true };
        Run($"{count} requests of a cluster", Math.Max(3, setup.Runs / 3),
            new Contender("kubepki csr, one core", [setup.Kubepki, .. list]) { OneCore = true, Against = before?.Name }, before);
        foreach (var program in new[] { setup.Kubepki, setup.Before }.OfType<string>())
        {
            var peak = ChildProcess.PeakMemory([program, .. list]) / 1024.0;
            Line($"  Peak memory of {(program == setup.Kubepki ? "it" : "before")}: {peak:0.0} MiB");
        }
    }

    private long LogPeak(string log) =>
        Enumerable.Range(0, 3).Select(_ => ChildProcess.PeakMemory([setup.Kubepki, "logs", log, "-o", "json"])).Order().ElementAt(1);

    private void Import()
    {
        if (setup.PowerShell is null || setup.Module is null)
            return;
        string[] shell = [setup.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command"];
        var empty = new Contender("pwsh, nothing done", [.. shell, "$null"]);
        var import = new Contender("pwsh, Import-Module KubePkiPS", [.. shell, $"Import-Module '{setup.Module}'"]);
        Run("PowerShell", 10, empty, import);
        var (median, best) = (import.Median - empty.Median, import.Best - empty.Best);
        Line($"  Import-Module costs {median:0} ms over an empty shell (difference of medians; of the best runs {best:0} ms)");
    }
}
