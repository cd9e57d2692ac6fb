namespace KubePki.Node.Layout;

/// <summary>Where a path of this machine lies on the node that it was copied from, as far as the path itself tells.</summary>
/// <param name="Root">The directory that stands for the node's <c>/</c>.</param>
/// <param name="NodePath">The path on the node.</param>
/// <param name="IsNode">Whether a directory of the layouts was found, so that the root means something.</param>
internal readonly record struct NodeLocation(string Root, string NodePath, bool IsNode)
{
    private static readonly string[] Markers =
    [
        .. PkiLayouts.All.Select(layout => layout.Directory).Append(PkiLayouts.Manifests).Append(PkiLayouts.Cni).Append(KubeletFiles.Home)
            .OrderByDescending(directory => directory.Length),
    ];

    /// <summary>
    /// Finds a directory of the layouts in an absolute path: <c>/mnt/cp1/etc/kubernetes/pki</c> is <c>/etc/kubernetes/pki</c> below
    /// <c>/mnt/cp1</c>.
    /// </summary>
    public static NodeLocation Infer(string path)
    {
        var normal = OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
        foreach (var marker in Markers)
        {
            var at = normal.LastIndexOf(marker, StringComparison.Ordinal);
            if (at >= 0 && (at + marker.Length == normal.Length || normal[at + marker.Length] == '/'))
                return new NodeLocation(at == 0 ? Path.GetPathRoot(path)! : path[..at], normal[at..], true);
        }
        var root = Path.GetPathRoot(path)!;
        return new NodeLocation(root, "/" + normal[root.Length..], false);
    }
}
