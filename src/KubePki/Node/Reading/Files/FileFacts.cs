using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Reading.Files;

/// <summary>Asks the file system for modes and owners of all that belongs to a node's PKI.</summary>
internal static class FileFacts
{
    /// <summary>The files and directories of a snapshot, by path.</summary>
    /// <param name="pki">The snapshot.</param>
    /// <param name="files">The node's files.</param>
    /// <param name="ofNetworks">What only networks name: whoever writes them says nothing about modes and owners.</param>
    public static IReadOnlyList<PkiFile> Of(NodePki pki, NodeFiles files, IReadOnlySet<string> ofNetworks)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        paths.UnionWith(pki.Certificates.Select(certificate => certificate.NodePath));
        paths.UnionWith(pki.Keys.Concat(pki.KeyCopies).Select(key => key.NodePath));
        paths.UnionWith(pki.Kubeconfigs.Select(kubeconfig => kubeconfig.NodePath));
        paths.UnionWith(pki.Components.Select(component => component.NodePath));
        paths.UnionWith(pki.Networks.Select(network => network.NodePath));
        paths.UnionWith(pki.Problems.Select(problem => problem.NodePath));
        paths.UnionWith(pki.Components.Select(component => component.Flag("data-dir")).OfType<string>());
        if (pki.Kubelet is { } kubelet)
            paths.UnionWith([kubelet.ConfigurationFile, kubelet.CertificateDirectory,
                .. kubelet.Settings.Select(setting => setting.Path).Where(path => path.Length > 0)]);
        paths.UnionWith(PkiLayouts.All.Select(layout => layout.Directory));
        var guard = new PathGuard(files);
        return paths.Select(path => FileStat.Describe(files.At(path))).OfType<PkiFile>()
            .Select(file => guard.Guarded(file) with { IsNamedByNetworks = ofNetworks.Contains(file.NodePath) }).ToArray();
    }
}
