using KubePki.Model;
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
        var disk = Disk.OfThisMachine;
        var files = new NodeFiles("/");
        try
        {
            // A path may end in a link to a directory.
            if (FileStat.KindOf(path) == FileKind.Directory)
            {
                if (WhyNotOurs(path) is { } reason)
                    throw new PkiProblemException(WritingProblem.At(files, path, PkiProblemId.UnwritableFile, reason));
                return;
            }
            disk.MakeDirectory(path, OwnerOnly);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.Error == DiskException.NoEntry
                ? WritingProblem.At(files, path, PkiProblemId.PathNotFound, "the directory above it does not exist") : e.ToProblem(files));
        }
    }

    /// <summary>
    /// Why a directory is no place for keys: it belongs to somebody else than root and the invoking user, or others may write it. Null when
    /// it is ours.
    /// </summary>
    public static string? WhyNotOurs(string path)
    {
        var place = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        return FileStat.Look(place) is { } facts ? new PathGuard(new NodeFiles("/")).ExposureOf(path, facts) is { } exposure
            ? $"{exposure}, who could take the keys: take another directory" : null : null;
    }
}
