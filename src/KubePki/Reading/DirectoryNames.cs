using System.IO.Enumeration;

namespace KubePki.Reading;

/// <summary>Lists directories without asking for more than the names.</summary>
internal static class DirectoryNames
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
        ReturnSpecialDirectories = false,
    };

    /// <summary>
    /// All that is no directory, in ordinal order; links are listed whatever they lead to. A directory named as a certificate or a key is listed,
    /// too: a hostPath volume makes one where a file is missing.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="tellLinks">Whether it matters which names are links: asking costs a look at each file.</param>
    public static List<DirectoryName> Read(string directory, bool tellLinks) => Sorted(directory, wantDirectories: false, tellLinks);

    /// <summary>The directories, in ordinal order; links to directories are not among them, so there are no loops.</summary>
    public static List<DirectoryName> ReadDirectories(string directory) => Sorted(directory, wantDirectories: true, tellLinks: false);

    private static List<DirectoryName> Sorted(string directory, bool wantDirectories, bool tellLinks)
    {
        var names = new List<DirectoryName>(new FileSystemEnumerable<DirectoryName>(
            directory, (ref FileSystemEntry entry) => new DirectoryName(entry.FileName.ToString(), tellLinks && IsLink(ref entry)), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                (entry.IsDirectory && !IsLink(ref entry)) == wantDirectories || (!wantDirectories && IsNamedAsFile(entry.FileName)),
        });
        names.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return names;
    }

    private static bool IsNamedAsFile(ReadOnlySpan<char> name) => FileNames.IsCertificate(name.ToString()) || FileNames.IsKey(name.ToString());

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name without path.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
internal readonly record struct DirectoryName(string Name, bool IsLink);
