using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Files.Archives;
using KubePki.Node.Reading;

namespace KubePki.Fleet;

/// <summary>The roots of many nodes: which are the same, and which hold nodes instead of being one.</summary>
internal static class FleetRoots
{
    // What lies at the top of a node's tree.
    private static readonly string[] OfNode = ["etc/kubernetes", "var/lib/kubelet", "etc/rancher", "var/lib/rancher", "var/lib/k0s"];

    // Enough to see what a directory is for.
    private const int MaxEntries = 10_000;

    /// <summary>Each root once, and those that are the same file or directory as an earlier one, or a file of the same content.</summary>
    public static (IReadOnlyList<string> Roots, IReadOnlyList<string> Repeated) Distinct(IEnumerable<string> roots)
    {
        var (known, distinct, repeated) = (new RootSet(), new List<string>(), new List<string>());
        foreach (var root in roots)
            (known.Add(root) ? distinct : repeated).Add(root);
        foreach (var copy in distinct.Select(root => (Root: root, Length: LengthOf(root))).Where(file => file.Length > 0)
            .GroupBy(file => file.Length).Where(size => size.Skip(1).Any())
            .SelectMany(size => size.GroupBy(file => HashOf(file.Root)).Where(same => same.Key is not null)
                .SelectMany(same => same.Skip(1))).ToList())
        {
            distinct.Remove(copy.Root);
            repeated.Add(copy.Root);
        }
        return (distinct, repeated);
    }

    /// <summary>A problem of a root that is no node; where it holds nodes, it says that they are to be named.</summary>
    public static PkiProblem Advised(PkiProblem problem, string root) =>
        problem.Id != PkiProblemId.NodeNotFound ? problem : NodesBelow(root) switch
        {
            [] => problem,
            [var one] => problem with { RecommendedAction = $"It holds a snapshot or tree of a node: specify {ShellWord.Of(one)}" },
            var all => problem with
            {
                RecommendedAction = $"It holds {all.Count} snapshots or trees of nodes. Specify what is in it: "
                    + $"{ShellWord.Of(Path.TrimEndingDirectorySeparator(root))}/*",
            },
        };

    private static List<string> NodesBelow(string root)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(root).Take(MaxEntries).Where(entry => Directory.Exists(entry)
                ? Array.Exists(OfNode, place => Directory.Exists(Path.Combine(entry, place))) : ArchiveNames.Fits(entry))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Pipes and devices have none, and are not read here.
    private static long LengthOf(string root)
    {
        try
        {
            return File.Exists(root) ? new FileInfo(root).Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string? HashOf(string root)
    {
        try
        {
            using var file = File.OpenRead(root);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it says so.
            return null;
        }
    }
}
