using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Writes one file that the user has named: a new one, for its owner only, in a directory that is in nobody else's hands.
/// </summary>
public static class NewFile
{
    // No snapshot is larger.
    private const int MaxReplaced = 256 * 1024 * 1024;

    /// <summary>Writes the file and has it reach the disk; on a failure nothing is left of it.</summary>
    /// <param name="path">A path of this machine. Its directory is made for its owner if only the last part of it is missing.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="replaces">
    /// Whether the bytes of a file that is there already are such that it is replaced; null where none is. What does not answer at once is
    /// no file, and never replaced.
    /// </param>
    /// <exception cref="PkiProblemException">It is there already, or cannot be written, or others can write its directory.</exception>
    public static void Write(string path, byte[] content, Func<byte[], bool>? replaces = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        var full = Path.GetFullPath(path);
        var name = Path.GetFileName(full);
        try
        {
            using var directory = NamedDirectory.Open(Path.GetDirectoryName(full) ?? full, Disk.OfThisMachine);
            var kind = name.Length == 0 ? EntryKind.Directory : directory.KindOf(name);
            if (kind == EntryKind.Absent)
                directory.WriteAll([(name, content, FileModes.Key)]);
            else if (kind == EntryKind.Directory)
                throw Refused(full, "it is a directory, not a file");
            else if (replaces is null)
                throw Refused(full, "it already exists; to replace a snapshot, use -Force (kubepki: --force)");
            else if (kind != EntryKind.File || !replaces(directory.Read(name, MaxReplaced)))
                throw Refused(full, "something else than a snapshot is there already, and is not replaced: specify another path");
            else
                directory.Replace(name, content, FileModes.Key);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(new NodeFiles("/")));
        }
    }

    private static PkiProblemException Refused(string path, string reason) =>
        new(WritingProblem.ToWrite(path, PkiProblemId.ImpossibleChange, reason));
}
