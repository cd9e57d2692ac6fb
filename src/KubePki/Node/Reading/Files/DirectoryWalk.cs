using KubePki.Node.Files;
using KubePki.Node.Layout;

namespace KubePki.Node.Reading.Files;

/// <summary>Goes through the directories of a tree. Links to directories are not followed: there are no loops.</summary>
internal static class DirectoryWalk
{
    /// <summary>A directory and all below it, parents first; those that are read along with their parent are left out.</summary>
    public static IEnumerable<string> Below(NodeFiles files, string top, CancellationToken cancellation)
    {
        var ahead = new Stack<string>([top]);
        while (ahead.TryPop(out var directory))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return directory;
            foreach (var name in Enumerable.Reverse(Names(files, directory)))
            {
                var path = $"{directory.TrimEnd('/')}/{name.Name}";
                if (!PkiLayouts.Subdirectories.Contains(name.Name))
                {
                    ahead.Push(path);
                    continue;
                }
                foreach (var below in Enumerable.Reverse(Names(files, path)))
                    ahead.Push($"{path}/{below.Name}");
            }
        }
    }

    private static List<DirectoryName> Names(NodeFiles files, string directory)
    {
        try
        {
            return DirectoryNames.Directories(files.List(files.Resolve(directory).RealNodePath));
        }
        catch (DiskException)
        {
            // Reading the directory for its files says so as a problem.
            return [];
        }
    }
}
