using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading.Files;

/// <summary>
/// A file of this machine that the user has named, written anew as a whole: readers see the old content or the new one, and never a part.
/// </summary>
public static class ReplacedFile
{
    // Everybody may read it: what is written so is no secret.
    private const int Mode = 0b110_100_100;

    private const int HeadLength = 512;

    /// <summary>
    /// Writes a file: under another name beside it first, then by renaming. What is there already is replaced only if it begins as our
    /// files do, or on demand; a directory, or the way to one over a link that somebody else made, is refused.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What to write.</param>
    /// <param name="mark">The words in the first lines by which one of ours is known.</param>
    /// <param name="force">Whether another file, or a link, is replaced, too.</param>
    /// <exception cref="PkiProblemException">It is not ours to replace, or cannot be written.</exception>
    public static void Write(string path, byte[] content, string mark, bool force)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        var full = Path.GetFullPath(path);
        var (disk, name) = (Disk.OfThisMachine, Path.GetFileName(full));
        if (name.Length == 0)
            throw Problem(full, PkiProblemId.ImpossibleChange, "it is a directory, not a file");
        try
        {
            using var directory = OpenAbove(full, disk);
            Demand(disk, directory, name, full, mark, force);
            Put(disk, directory, name, content);
        }
        catch (DiskException e)
        {
            throw Problem(full, e.IsAbsence ? PkiProblemId.PathNotFound : e.IsDenial ? PkiProblemId.UnwritableFile
                : e.Error is DiskException.NoSpace or DiskException.Quota ? PkiProblemId.DiskFull : PkiProblemId.DiskFailure, e.Message);
        }
    }

    // From the top, and never over a link that was not looked at: who owns a directory on the way leads nobody out of it.
    private static DirectoryHandle OpenAbove(string full, IDisk disk)
    {
        var above = Path.GetDirectoryName(full)!;
        if (!OperatingSystem.IsLinux())
            return disk.OpenTop(above);
        var file = new NodeFiles("/").At(above);
        if (file.ProblemId is { } id)
            throw Problem(full, id, file.Reason!);
        if (file.Distrust is { } distrust)
            throw Problem(full, PkiProblemId.UntrustedDirectory, distrust);
        var top = disk.OpenTop("/");
        if (file.RealNodePath == "/")
            return top;
        using (top)
            return disk.Open(top, file.RealNodePath.TrimStart('/'));
    }

    private static void Demand(IDisk disk, DirectoryHandle directory, string name, string full, string mark, bool force)
    {
        var there = disk.Look(directory, name);
        if (there.Kind == EntryKind.Directory)
            throw Problem(full, PkiProblemId.ImpossibleChange, "it is a directory, not a file");
        if (there.Kind == EntryKind.Absent || force)
            return;
        var head = there.Kind == EntryKind.File ? disk.Read(directory, name, HeadLength) : [];
        if (!System.Text.Encoding.UTF8.GetString(head).Contains(mark, StringComparison.Ordinal))
            throw Problem(full, PkiProblemId.ImpossibleChange,
                "something else is there already; to replace it, use -Force (kubepki: --force)");
    }

    private static void Put(IDisk disk, DirectoryHandle directory, string name, byte[] content)
    {
        // Collectors take what ends as the file does, so this one must not.
        var draft = $".{name}.{Hex.Lower(RandomNumberGenerator.GetBytes(8))}.tmp";
        try
        {
            using (var file = disk.Create(directory, draft, Mode))
            {
                file.SetMode(Mode);
                file.Write(content);
                file.Sync();
            }
            disk.Rename(directory, draft, name);
        }
        catch (DiskException)
        {
            TryRemove(disk, directory, draft);
            throw;
        }
        disk.Sync(directory, "");
    }

    private static void TryRemove(IDisk disk, DirectoryHandle directory, string draft)
    {
        try
        {
            disk.Remove(directory, draft);
        }
        catch (DiskException)
        {
            // Why the writing failed is what matters.
        }
    }

    private static PkiProblemException Problem(string path, string id, string reason) => new(new PkiProblem
    {
        Id = id,
        Path = path,
        NodePath = path,
        Reason = reason,
        RecommendedAction = ProblemAdvice.For(id),
    });
}
