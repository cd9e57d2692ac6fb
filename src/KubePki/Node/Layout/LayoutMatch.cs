using System.Collections.Immutable;

namespace KubePki.Node.Layout;

/// <summary>A file found in the layouts.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="Key">The key's path when the row names one.</param>
/// <param name="IsOneOfMany">Whether the row stands for any number of files.</param>
/// <param name="Distribution">Whose layout it is.</param>
/// <param name="RenewCommand">The command that renews this file, where the row has one.</param>
internal sealed record LayoutMatch(string Role, string? Key, bool IsOneOfMany, string Distribution, string? RenewCommand)
{
    // Several distributions share a directory, with other names in it.
    private static readonly ILookup<string, PkiLayout> ByDirectory = PkiLayouts.All.ToLookup(layout => layout.Directory,
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
            foreach (var layout in copies.TryGetValue(directory, out var copy) ? ByDirectory[directory].Append(copy)
                : ByDirectory[directory])
            {
                if (FindIn(layout, directory, path[(slash + 1)..]) is { } match)
                    return match;
            }
        }
        return null;
    }

    /// <summary>The row that a path of a certificate or of its key fits.</summary>
    /// <param name="path">The path.</param>
    public static LayoutMatch? FindPair(string path) => Find(path, ImmutableDictionary<string, PkiLayout>.Empty)
        ?? (CertificateOf(path) is { } certificate ? Find(certificate, ImmutableDictionary<string, PkiLayout>.Empty) : null);

    /// <summary>The file of the certificate that a key belongs to, by the key's name; null when it has no such name.</summary>
    /// <param name="path">The key's path.</param>
    public static string? CertificateOf(string path) => path.EndsWith("-key.pem", StringComparison.Ordinal) ? path[..^8] + ".pem"
        : path.EndsWith(".key", StringComparison.Ordinal) ? path[..^4] + ".crt" : null;

    private static LayoutMatch? FindIn(PkiLayout layout, string directory, string relative)
    {
        foreach (var file in layout.Files)
        {
            if (!Fits(file.Pattern, relative, out var star))
                continue;
            var key = file.Key is null ? null : directory + "/" + file.Key.Replace("*", star, StringComparison.Ordinal);
            return new LayoutMatch(file.Role, key, file.Pattern.Contains('*', StringComparison.Ordinal), layout.Distribution,
                file.RenewCommand);
        }
        return null;
    }

    /// <summary>Whether a name, relative to a layout's directory, is one that a row's pattern means.</summary>
    public static bool Fits(string pattern, string name) => Fits(pattern, name, out _);

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
