using KubePki.Model;
using KubePki.Node.Files;

namespace KubePki.Node.Reading.Files;

/// <summary>Lists directories of a node.</summary>
internal static class NodeDirectory
{
    /// <summary>How many files of a directory are looked at: no PKI has as many, and each costs memory and time.</summary>
    public const int MaxFiles = 20_000;

    /// <summary>What is in a directory that need not be there; a directory that cannot be read is a problem.</summary>
    public static List<DirectoryName> List(NodeFiles files, string nodePath, ICollection<PkiProblem> problems)
    {
        var directory = files.Resolve(nodePath);
        if (directory.ProblemId is not null)
        {
            problems.Add(directory.Problem(directory.ProblemId, directory.Reason!));
            return [];
        }
        try
        {
            var names = DirectoryNames.Files(files.List(directory.RealNodePath));
            if (names.Count <= MaxFiles)
                return names;
            problems.Add(directory.Problem(PkiProblemId.FileTooLarge,
                $"the directory has more than {MaxFiles} files; the rest was skipped"));
            return names[..MaxFiles];
        }
        catch (DiskException e) when (!e.IsAbsence)
        {
            problems.Add(directory.Problem(PkiProblemId.UnreadableFile, e.IsDenial ? PkiProblem.Denial : e.Words));
        }
        catch (DiskException)
        {
            // It need not be there.
        }
        return [];
    }

    /// <summary>The directories in a directory that need not be there; what cannot be listed has none.</summary>
    public static List<string> ListDirectories(NodeFiles files, string nodePath)
    {
        var directory = files.Resolve(nodePath);
        if (directory.ProblemId is not null)
            return [];
        try
        {
            return DirectoryNames.Directories(files.List(directory.RealNodePath)).ConvertAll(name => name.Name);
        }
        catch (DiskException)
        {
            // Nothing that was asked for lies there.
            return [];
        }
    }
}
