using System.Formats.Tar;
using System.IO.Compression;

namespace KubePki.Tests.Node.Archives;

/// <summary>Makes archives of a tree, in each form that is read.</summary>
internal static class ArchiveTrees
{
    public static readonly string[] Forms = ["tar", "tar.gz", "zip"];

    public static string Write(NodeTree tree, string form, string directory)
    {
        var path = Path.Combine(directory, $"node.{form}");
        if (form == "zip")
            WriteZip(tree, path);
        else
            WriteTar(tree, path, form == "tar.gz");
        return path;
    }

    private static void WriteTar(NodeTree tree, string path, bool isCompressed)
    {
        using var file = File.Create(path);
        using Stream stream = isCompressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        TarFile.CreateFromDirectory(tree.Root, stream, includeBaseDirectory: false);
    }

    private static void WriteZip(NodeTree tree, string path)
    {
        using var archive = System.IO.Compression.ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var info in new DirectoryInfo(tree.Root).EnumerateFileSystemInfos("*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            var isDirectory = info is DirectoryInfo && info.LinkTarget is null;
            var entry = archive.CreateEntry(Path.GetRelativePath(tree.Root, info.FullName) + (isDirectory ? "/" : ""));
            var type = info.LinkTarget is not null ? 0xa000 : isDirectory ? 0x4000 : 0x8000;
            entry.LastWriteTime = info.LastWriteTime;
            entry.ExternalAttributes = (type | ((int)info.UnixFileMode & 0x1ff)) << 16;
            if (isDirectory)
                continue;
            using var stream = entry.Open();
            stream.Write(info.LinkTarget is { } target ? System.Text.Encoding.UTF8.GetBytes(target) : File.ReadAllBytes(info.FullName));
        }
    }
}
