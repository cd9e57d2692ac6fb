using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>Directories that hold keys, on this machine: nobody but their owner may look into them.</summary>
internal static class PrivateDirectory
{
    private const int OwnerOnly = 0b111_000_000;

    /// <summary>Makes a directory when it is not there; one that is there stays as it is.</summary>
    /// <exception cref="PkiProblemException">It cannot be made, or is no directory.</exception>
    public static void Ensure(string path)
    {
        // A path may end in a link to a directory.
        if (FileStat.KindOf(path) == FileKind.Directory)
            return;
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var files = new NodeFiles("/");
        try
        {
            using var above = Disk.OfThisMachine.OpenTop(Path.GetDirectoryName(full)!);
            Disk.OfThisMachine.MakeDirectory(above, Path.GetFileName(full), OwnerOnly);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.Error == DiskException.NoEntry
                ? WritingProblem.At(files, path, PkiProblemId.PathNotFound, "the directory above it does not exist") : e.ToProblem(files));
        }
    }
}
