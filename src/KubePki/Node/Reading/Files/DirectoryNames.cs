using KubePki.Node.Files;
using KubePki.Node.Layout;

namespace KubePki.Node.Reading.Files;

/// <summary>Sorts what is in a directory into files and directories.</summary>
internal static class DirectoryNames
{
    /// <summary>
    /// All that is no directory, in ordinal order; links are listed whatever they lead to. A directory named as a certificate or a key is
    /// listed, too: a hostPath volume makes one where a file is missing.
    /// </summary>
    public static List<DirectoryName> Files(IEnumerable<DiskName> names) =>
        [.. names.Where(name => name.Kind != EntryKind.Directory || IsNamedAsFile(name.Name))
            .Select(name => new DirectoryName(name.Name, name.Kind == EntryKind.Link))];

    /// <summary>The directories, in ordinal order; links to directories are not among them, so there are no loops.</summary>
    public static List<DirectoryName> Directories(IEnumerable<DiskName> names) =>
        [.. names.Where(name => name.Kind == EntryKind.Directory).Select(name => new DirectoryName(name.Name, false))];

    /// <summary>The files of a directory of this machine that the user has named.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public static List<DirectoryName> FilesIn(string directory) => Files(List(directory));

    /// <summary>The directories in a directory of this machine that the user has named.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public static List<DirectoryName> DirectoriesIn(string directory) => Directories(List(directory));

    private static IReadOnlyList<DiskName> List(string directory)
    {
        using var handle = Disk.OfThisMachine.OpenTop(directory);
        return Disk.OfThisMachine.List(handle);
    }

    private static bool IsNamedAsFile(string name) => FileNames.IsCertificate(name) || FileNames.IsKey(name);
}

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name without path.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
internal readonly record struct DirectoryName(string Name, bool IsLink);
