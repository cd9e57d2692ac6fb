using System.Formats.Tar;
using System.IO.Compression;

namespace KubePki.Tests;

/// <summary>A node's file system in a directory of its own, removed at the end.</summary>
internal sealed class NodeTree : IDisposable
{
    private NodeTree() => Root = Directory.CreateTempSubdirectory("kubepki-").FullName;

    public string Root { get; }

    /// <summary>An empty tree.</summary>
    public static NodeTree Empty() => new();

    /// <summary>One of the trees that kubeadm wrote, with its modes, times and absolute links.</summary>
    public static NodeTree Unpack(string name) => UnpackFile("nodes", name);

    /// <summary>A node that somebody has reported, rebuilt with keys of our own; its <c>/</c> is <c>/root</c>.</summary>
    public static NodeTree UnpackField(string name) => UnpackFile("field", name);

    private static NodeTree UnpackFile(string kind, string name)
    {
        var tree = new NodeTree();
        using var archive = new GZipStream(File.OpenRead(System.IO.Path.Combine(Fixtures.Directory, kind, $"{name}.tar.gz")),
            CompressionMode.Decompress);
        using var reader = new TarReader(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            var path = tree.Path(entry.Name.TrimStart('.').TrimEnd('/'));
            if (entry.EntryType == TarEntryType.Directory)
                Directory.CreateDirectory(path);
            else if (entry.EntryType == TarEntryType.SymbolicLink)
                File.CreateSymbolicLink(path, entry.LinkName);
            else
                entry.ExtractToFile(path, overwrite: false);
        }
        return tree;
    }

    /// <summary>The path of this machine for a path of the node.</summary>
    public string Path(string nodePath) => nodePath.Length == 0 ? Root : System.IO.Path.Join(Root, nodePath);

    /// <summary>Writes a file, and the directories above it.</summary>
    public string Write(string nodePath, string text)
    {
        var path = Path(nodePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file of bytes.</summary>
    public string Write(string nodePath, byte[] octets)
    {
        Write(nodePath, "");
        File.WriteAllBytes(Path(nodePath), octets);
        return Path(nodePath);
    }

    /// <summary>Makes a symbolic link.</summary>
    public void Link(string nodePath, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(nodePath))!);
        File.CreateSymbolicLink(Path(nodePath), target);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
