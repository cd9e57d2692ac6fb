namespace KubePkiPS;

/// <summary>Finds the root of the node that an object was read from.</summary>
internal static class NodeRoots
{
    /// <summary>What stands before the path on the node in the path of this machine; null when there are no paths.</summary>
    public static string? Of(string? path, string? nodePath)
    {
        if (path is null || nodePath?.StartsWith('/') != true || !path.EndsWith(nodePath, StringComparison.Ordinal))
            return null;
        var root = path[..^nodePath.Length];
        return root.Length == 0 ? "/" : root;
    }
}
