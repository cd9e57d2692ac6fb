using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;

namespace KubePki.Changes.Transactions;

/// <summary>
/// A file of this machine that the user has named, written anew as a whole: readers see the old content or the new one, and never a part.
/// Everybody may read it: what is written so is no secret.
/// </summary>
public static class ReplacedFile
{
    private const int HeadLength = 512;

    /// <summary>Refuses a file that would not be written, before the work that makes its content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mark">The words in the first lines by which one of ours is known; null when none of ours is replaced, either.</param>
    /// <param name="force">Whether another file, or a link, is replaced, too.</param>
    /// <exception cref="PkiProblemException">It is not ours to replace, or there is no way to it.</exception>
    public static void Demand(string path, string? mark, bool force) => At(path, (disk, directory, name, full) =>
        Demand(disk, directory, name, full, mark, force));

    /// <summary>
    /// Writes a file: under another name beside it first, then by renaming. What is there already is replaced only if it begins as our
    /// files do, or on demand; a directory, or the way to one over a link that somebody else made, is refused.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What to write.</param>
    /// <param name="mark">The words in the first lines by which one of ours is known; null when none of ours is replaced, either.</param>
    /// <param name="force">Whether another file, or a link, is replaced, too.</param>
    /// <exception cref="PkiProblemException">It is not ours to replace, or cannot be written.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content, string? mark, bool force) =>
        At(path, (disk, directory, name, full) =>
        {
            Demand(disk, directory, name, full, mark, force);
            Put(disk, directory, name, content.Span);
        });

    private static void At(string path, Action<IDisk, DirectoryHandle, string, string> work)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = Path.GetFullPath(path);
        var (disk, name) = (Disk.OfThisMachine, Path.GetFileName(full));
        if (name.Length == 0)
            throw Problem(full, PkiProblemId.ImpossibleChange, "it is a directory, not a file");
        try
        {
            using var directory = OpenAbove(full, disk);
            work(disk, directory, name, full);
        }
        catch (DiskException e)
        {
            if (e.IsAbsence)
                throw Problem(full, PkiProblemId.PathNotFound, "the directory does not exist");
            throw Problem(full, e.IsDenial ? PkiProblemId.UnwritableFile
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

    private static void Demand(IDisk disk, DirectoryHandle directory, string name, string full, string? mark, bool force)
    {
        var there = disk.Look(directory, name);
        if (there.Kind == EntryKind.Directory)
            throw Problem(full, PkiProblemId.ImpossibleChange, "it is a directory, not a file");
        if (there.Kind == EntryKind.Absent || force)
            return;
        if (mark is null)
            throw Problem(full, PkiProblemId.ImpossibleChange, "it exists; to replace it, use -Force (kubepki: --force)");
        var head = there.Kind == EntryKind.File ? disk.Read(directory, name, HeadLength) : [];
        if (!Encoding.UTF8.GetString(head).Contains(mark, StringComparison.Ordinal))
            throw Problem(full, PkiProblemId.ImpossibleChange,
                "something else is there already; to replace it, use -Force (kubepki: --force)");
    }

    private static void Put(IDisk disk, DirectoryHandle directory, string name, ReadOnlySpan<byte> content)
    {
        // Collectors take what ends as the file does, so this one must not.
        var draft = $".{name}.{Hex.Lower(RandomNumberGenerator.GetBytes(8))}.tmp";
        try
        {
            using (var file = disk.Create(directory, draft, FileModes.Certificate))
            {
                file.SetMode(FileModes.Certificate);
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

    private static PkiProblemException Problem(string path, string id, string reason) =>
        new(WritingProblem.ToWrite(path, id, reason));
}
