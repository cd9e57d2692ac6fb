using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Transactions;

/// <summary>What of a node is backed up when nobody names files: all that a repair may change.</summary>
public static class BackupScope
{
    // Whole directories; those of other distributions hold images and databases, too, so of these only files are taken.
    private static readonly string[] Directories =
        [PkiLayouts.Kubeconfigs, PkiLayouts.KubeletPki, KubeletFiles.Configuration, PkiLayouts.Cni];

    /// <summary>
    /// kubeadm's and kubelet's directories and CNI's configurations, and the certificates, keys and kubeconfigs that were read elsewhere:
    /// in the directories of other layouts, and where flags name them.
    /// </summary>
    /// <param name="node">The snapshot of the whole node.</param>
    public static IReadOnlyList<string> Of(NodePki node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var read = node.Certificates.Select(certificate => certificate.NodePath)
            .Concat(node.Keys.Select(key => key.NodePath))
            .Concat(node.Kubeconfigs.Select(kubeconfig => kubeconfig.NodePath))
            .Concat(node.Kubelet is { } kubelet ? [kubelet.Kubeconfig, kubelet.ConfigurationFile] : []);
        return
        [
            .. Directories,
            .. read.Where(path => !IsCovered(path) && PlanPaths.Has(path) && !node.KubeconfigsOfOthers.Contains(path))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsCovered(string path) => Directories.Any(directory =>
        path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal));
}
