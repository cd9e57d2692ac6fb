namespace KubePki.Node.Layout;

/// <summary>A file found in the layouts.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="Key">The key's path when the row names one.</param>
/// <param name="IsOneOfMany">Whether the row stands for any number of files.</param>
internal sealed record LayoutMatch(string Role, string? Key, bool IsOneOfMany)
{
    private static readonly Dictionary<string, PkiLayout> ByDirectory = PkiLayouts.All.ToDictionary(layout => layout.Directory,
        StringComparer.Ordinal);

    /// <summary>The row that a path of the node fits; null when there is none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="copies">Directories that are copies of a layout's, as a person carries them away.</param>
    public static LayoutMatch? Find(string path, IReadOnlyDictionary<string, PkiLayout> copies)
    {
        // A row may name a file one directory down (etcd/ca.crt).
        var slash = path.LastIndexOf('/');
        for (var up = 0; up < 2 && slash > 0; up++, slash = path.LastIndexOf('/', slash - 1))
        {
            var directory = path[..slash];
            if ((ByDirectory.TryGetValue(directory, out var layout) || copies.TryGetValue(directory, out layout))
                && FindIn(layout, directory, path[(slash + 1)..]) is { } match)
                return match;
        }
        return null;
    }

    private static LayoutMatch? FindIn(PkiLayout layout, string directory, string relative)
    {
        foreach (var file in layout.Files)
        {
            if (!Fits(file.Pattern, relative, out var star))
                continue;
            var key = file.Key is null ? null : directory + "/" + file.Key.Replace("*", star, StringComparison.Ordinal);
            return new LayoutMatch(file.Role, key, file.Pattern.Contains('*', StringComparison.Ordinal));
        }
        return null;
    }

    private static bool Fits(string pattern, string name, out string star)
    {
        star = "";
        var at = pattern.IndexOf('*', StringComparison.Ordinal);
        if (at < 0)
            return pattern == name;
        var (head, tail) = (pattern[..at], pattern[(at + 1)..]);
        if (name.Length < head.Length + tail.Length || !name.StartsWith(head, StringComparison.Ordinal)
            || !name.EndsWith(tail, StringComparison.Ordinal))
            return false;
        star = name[head.Length..^tail.Length];
        return !star.Contains('/', StringComparison.Ordinal) && !star.EndsWith("-key", StringComparison.Ordinal);
    }
}
