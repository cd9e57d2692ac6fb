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
    /// <summary>Writes the file and has it reach the disk; on a failure nothing is left of it.</summary>
    /// <param name="path">A path of this machine. Its directory is made for its owner if only the last part of it is missing.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="PkiProblemException">It is there already, or cannot be written, or others can write its directory.</exception>
    public static void Write(string path, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var full = Path.GetFullPath(path);
        var place = new NodeFiles("/");
        try
        {
            var name = Path.GetFileName(full);
            using var directory = NamedDirectory.Open(Path.GetDirectoryName(full) ?? full, Disk.OfThisMachine);
            if (name.Length == 0 || directory.Names.Any(other => other.Name == name))
                throw new PkiProblemException(WritingProblem.At(place, full, PkiProblemId.ImpossibleChange,
                    "it already exists, and is not overwritten: specify another path"));
            directory.WriteAll([(name, content, FileModes.Key)]);
        }
        catch (DiskException e)
        {
            throw new PkiProblemException(e.ToProblem(place));
        }
    }
}
