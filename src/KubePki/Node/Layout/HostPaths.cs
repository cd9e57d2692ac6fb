namespace KubePki.Node.Layout;

/// <summary>Paths of a node below the directory that stands for its <c>/</c>, and back.</summary>
internal static class HostPaths
{
    /// <summary>The path of this machine for a path of the node, links not looked at.</summary>
    public static string ToHost(string root, string nodePath) => root == "/" ? nodePath : root.TrimEnd('/') + nodePath;

    /// <summary>The path on the node for a path of this machine; one that is not below the root stays as it is.</summary>
    public static string ToNode(string root, string path) =>
        root == "/" || !path.StartsWith(root, StringComparison.Ordinal) ? path : path[root.TrimEnd('/').Length..];
}
