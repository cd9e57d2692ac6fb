using System.Globalization;
using System.Security.Cryptography;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>A node's tree at a moment, with what is asked of it again and again.</summary>
internal sealed class RepairCase : IDisposable
{
    public const string Link = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    public const string Pem = "/var/lib/kubelet/pki/kubelet-client-2026-06-01-08-01-00.pem";

    public RepairCase(string name = "healthy", string time = "2026-07-01T00:00:00Z")
    {
        Tree = NodeTree.Unpack(name);
        Options = new ReadOptions { Root = Tree.Root, AsOf = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) };
    }

    public NodeTree Tree { get; }

    public ReadOptions Options { get; }

    public NodePki Read(params string[] named) => new NodeReader(Options with { NamedKubeconfigs = named }).ReadNode();

    public KubeletClientVerdict Verdict() => Read() is var node ? KubeletJudge.Judge(node, SpecBuilder.Build(node)) : null!;

    public PreparedRepair Kubelet(RepairOptions? options = null) => KubeletRepair.Plan(Read(), options ?? new RepairOptions());

    public PreparedRepair Whole() => Read() is var node
        ? RepairPlanner.Plan(node, Diagnosis.Run(node, new DiagnosisOptions { Severity = FindingSeverity.Warning }), new RepairOptions())
        : null!;

    public PreparedRepair Renew(params string[] roles) =>
        RepairPlanner.Renew(Read(), new RenewalScope { Roles = roles }, new RepairOptions { Force = true });

    public PreparedRepair Kubeconfigs(RepairOptions? options = null, params string[] named) =>
        KubeconfigRepair.Plan(Read(named), named.Length == 0 ? null : named, options ?? new RepairOptions());

    public IReadOnlyList<RepairReceipt> Apply(PreparedRepair repair, params string[] named)
    {
        var receipts = RepairRun.Apply(repair, Options with { NamedKubeconfigs = named });
        Assert.NotEmpty(receipts);
        Assert.All(receipts, receipt => Assert.True(receipt.Result == RepairResult.Done, receipt.ToString()));
        return receipts;
    }

    /// <summary>Every path with mode, and content or target; without what the tool keeps for itself.</summary>
    public IReadOnlyList<string> State() => [.. Directory.EnumerateFileSystemEntries(Tree.Root,
        "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Where(path => !path.StartsWith(Tree.Path("/var/backups"), StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(Describe)];

    /// <summary>Applies a repair, sees that a second one has nothing to do, and that a restore gives everything back.</summary>
    public IReadOnlyList<RepairReceipt> ApplyAndTakeBack(Func<PreparedRepair> plan, Action check, params string[] named)
    {
        var before = State();
        var receipts = Apply(plan(), named);
        check();
        Assert.Empty(plan().Plan.Steps);
        var backup = BackupStore.List(Tree.Root).Single(backup => backup.Path == receipts[0].Backup);
        Assert.Equal(RepairResult.Done, BackupRestore.Apply(backup, Options.AsOf).Result);
        Assert.Equal(before, State());
        return receipts;
    }

    public string? LinkTarget(string nodePath = Link) => new FileInfo(Tree.Path(nodePath)).LinkTarget;

    public void Dispose() => Tree.Dispose();

    private static string Describe(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is { } target)
            return $"{path} -> {target}";
        var mode = OperatingSystem.IsWindows() ? "" : info.UnixFileMode.ToString();
        return Directory.Exists(path) ? $"{path} {mode}" : $"{path} {mode} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}";
    }
}
