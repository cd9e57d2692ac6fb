using KubePki.Model;

namespace KubePki.Reading;

/// <summary>Lists directories of a node.</summary>
internal static class NodeDirectory
{
    /// <summary>What is in a directory that need not be there; a directory that cannot be read is a problem.</summary>
    public static List<DirectoryName> List(NodeFiles files, string nodePath, ICollection<PkiProblem> problems)
    {
        var directory = files.Directory(nodePath);
        if (directory.ProblemId is not null)
        {
            problems.Add(directory.Problem(directory.ProblemId, directory.Reason!));
            return [];
        }
        try
        {
            // Reading one that may not be entered says so, which Directory.Exists would keep to itself.
            return FileStat.KindOf(directory.RealPath) is FileKind.Directory or FileKind.Denied
                ? DirectoryNames.Read(directory.RealPath, tellLinks: !files.IsWholeMachine) : [];
        }
        catch (UnauthorizedAccessException)
        {
            problems.Add(directory.Problem(PkiProblemId.UnreadableFile, "permission denied"));
        }
        catch (IOException e)
        {
            problems.Add(directory.Problem(PkiProblemId.UnreadableFile, e.Message));
        }
        return [];
    }

    /// <summary>The directories in a directory that need not be there; what cannot be listed has none.</summary>
    public static List<string> ListDirectories(NodeFiles files, string nodePath)
    {
        var directory = files.Directory(nodePath);
        if (directory.ProblemId is not null || FileStat.KindOf(directory.RealPath) != FileKind.Directory)
            return [];
        try
        {
            return DirectoryNames.ReadDirectories(directory.RealPath).ConvertAll(name => name.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing that was asked for lies there.
            return [];
        }
    }
}
