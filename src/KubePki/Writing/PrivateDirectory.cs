using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Reading;

namespace KubePki.Writing;

/// <summary>Directories that hold keys, on this machine: nobody but their owner may look into them.</summary>
internal static class PrivateDirectory
{
    private const int OwnerOnly = 0b111_000_000;

    /// <summary>
    /// Makes a directory when it is not there; one that is there stays as it is, and must be ours: its owner could take what is put there.
    /// </summary>
    /// <exception cref="PkiProblemException">It cannot be made, is no directory, or is that of somebody else.</exception>
    public static void Ensure(string path)
    {
        // A path may end in a link to a directory.
        if (FileStat.KindOf(path, out var entry, out _) == FileKind.Directory)
        {
            if (new FileOwners().Objection(entry) is { } objection)
                throw new PkiProblemException(WritingProblem.At(new NodeFiles("/"), path, PkiProblemId.UntrustedDirectory, $"no keys are written into it: {objection}"));
            return;
        }
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
