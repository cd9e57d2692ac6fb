using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Files;

/// <summary>Files of the control plane and of kubelet that belong to somebody else than root (CIS 1.1.x and 4.1.x).</summary>
internal sealed class WrongOwner : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(WrongOwner), "Files", FindingSeverity.Warning,
        "A PKI file, manifest or configuration file is not owned by root.", References.Cis);

    public override IEnumerable<CheckResult> Evaluate(NodeView node) => node.FilesOfOthers
        .Select(file => CheckResult.In(file, $"{file.NodePath} is owned by user {file.UserId}, not by root.",
            "That user can change the file and its mode at any time.", file.Exposure is not null ? LooseMode.CloseTheWayTo(file)
            : Advice.Of($"chown -h root:root {file.NodePath}")) with
        {
            Proof = [file.ToString(), .. LooseMode.WaysOf([file])],
            Fix = new Fix.SetAccess().If(file is { IsLink: false, Exposure: null }),
        });

    /// <summary>Every such file.</summary>
    internal static IEnumerable<PkiFile> FilesOfOthers(NodeView node)
    {
        var files = node.Pki.Files.Where(file => file is { UserId: not null, IsNamedByNetworks: false } && IsAsked(node, file)).ToList();
        // In a copy that somebody else than root made, all belongs to them; that says nothing of the node.
        return files.TrueForAll(file => file.UserId != 0) ? [] : files.Where(file => file.UserId != 0);
    }

    // A program that does not run as root reads only what is its own.
    private static bool IsGiven(PkiFile file) => file is { UserId: not 0, IsOfOthers: false }
        && PkiLayouts.RunnerOf(file.NodePath) is { Accounts.Count: > 0 };

    // A person's kubeconfig is the person's; etcd's files may belong to etcd.
    private static bool IsAsked(NodeView node, PkiFile file) =>
        !node.Kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == file.NodePath && NodeView.IsPersonal(kubeconfig))
        && file.NodePath != node.Component("etcd")?.Flag("data-dir")
        && !file.NodePath.Contains("/etcd", StringComparison.Ordinal)
        && !IsGiven(file)
        && (PkiLayouts.DistributionOf(file.NodePath) is not null || file.NodePath.StartsWith("/etc/", StringComparison.Ordinal)
            || file.NodePath.StartsWith("/var/lib/kubelet", StringComparison.Ordinal));
}
