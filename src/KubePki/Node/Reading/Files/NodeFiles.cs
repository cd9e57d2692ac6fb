using System.Collections.Concurrent;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Files.Archives;

namespace KubePki.Node.Reading.Files;

/// <summary>
/// The files of a node below a root. A path of the node, or a link that is met on the way, is resolved inside the root as chroot would do
/// it; one that climbs out of it is a problem, not a read. What is then opened lies below the root's own handle and behind no link.
/// </summary>
internal sealed class NodeFiles
{
    // Linux' own limit.
    private const int MaxLinks = 40;

    // A path has 2,048 names at the most, and links that lead anywhere some few. Forty links of 2,000 names each are a maze.
    private const int MaxLookUps = 4096;

    // A cache must not grow with the tree.
    private const int MaxDirectories = 512;

    private readonly ConcurrentDictionary<string, NodeFile> _directories = new(StringComparer.Ordinal);
    private readonly IDisk _disk;
    private readonly DirectoryTree _tree;
    private readonly RepeatedFiles _repeated = new();

    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    public NodeFiles(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _disk = IsWholeMachine ? Disk.OfThisMachine : Disk.ForReading(Root);
        _tree = new DirectoryTree(Root, _disk);
        Owners = new NodeOwners(this);
    }

    /// <summary>The root as a path of this machine, without a separator at its end (but for <c>/</c> itself).</summary>
    public string Root { get; }

    /// <summary>Whether the root is the machine's own.</summary>
    public bool IsWholeMachine => Root == "/";

    /// <summary>Remembers what is looked at and read; null when nobody asks.</summary>
    public FileTrail? Trail { get; init; }

    /// <summary>Whether the root is an archive: it can be read, and nothing else.</summary>
    public bool IsArchive => _disk is ArchiveDisk;

    /// <summary>Whether the root is a snapshot, in which the public part stands for each key.</summary>
    public bool IsSnapshot => _disk is ArchiveDisk { IsSnapshot: true };

    /// <summary>How far the node's clock was ahead when the snapshot was made; null when nobody has measured it.</summary>
    public TimeSpan? ClockSkew => (_disk as ArchiveDisk)?.ClockSkew;

    /// <summary>Why nothing can be changed below this root; null when something can.</summary>
    public PkiProblem? ObjectionToChange => !IsArchive ? null
        : Resolve("/").Problem(PkiProblemId.RootIsArchive, "this is an archive: it can be read, but holds nothing to change");

    /// <summary>What is wrong with the archive that the root is.</summary>
    public IEnumerable<PkiProblem> ArchiveProblems => _disk is not ArchiveDisk archive ? []
        : archive.Problems.Select(reason => Resolve("/").Problem(PkiProblemId.DamagedArchive, reason));

    /// <summary>Whose directories are written to.</summary>
    public NodeOwners Owners { get; }

    /// <summary>The path of this machine for a path of the node, links not looked at.</summary>
    public string ToHost(string nodePath) => IsWholeMachine ? nodePath : nodePath == "/" ? Root : Root + nodePath;

    /// <summary>The file at an absolute path of the node.</summary>
    public NodeFile At(string nodePath)
    {
        if (!NodePaths.IsPossible(nodePath))
            return Refuse(nodePath, PkiProblemId.PathNotFound, "this is not a valid file path");
        nodePath = NodePaths.Absolute(nodePath);
        var slash = nodePath.LastIndexOf('/');
        var directory = Resolve(nodePath[..slash]);
        if (directory.ProblemId is not null)
            return directory with { Path = ToHost(nodePath), NodePath = nodePath };
        var file = Walk(nodePath, directory.RealNodePath, nodePath[slash..], directory.Distrust);
        return file with { LookUps = file.LookUps + directory.LookUps };
    }

    /// <summary>A file whose directory has told whether it is a link, which spares a look.</summary>
    public NodeFile In(string nodeDirectory, DirectoryName name)
    {
        var nodePath = nodeDirectory.TrimEnd('/') + "/" + name.Name;
        if (name.IsLink)
            return At(nodePath);
        var directory = Resolve(nodeDirectory);
        return Found(nodePath, directory.RealNodePath.TrimEnd('/') + "/" + name.Name, directory.Distrust);
    }

    /// <summary>
    /// A directory of the node, links resolved: two paths of one directory give the same. It is remembered, since many files share it.
    /// </summary>
    public NodeFile Resolve(string nodePath)
    {
        nodePath = nodePath.Length == 0 ? "/" : nodePath;
        if (!NodePaths.IsPossible(nodePath))
            return Refuse(nodePath, PkiProblemId.PathNotFound, "this is not a valid directory path");
        if (_directories.TryGetValue(nodePath, out var directory))
            return directory;
        if (_directories.Count >= MaxDirectories)
            _directories.Clear();
        directory = HasNoLink(nodePath, out var real) ? Found(nodePath, real, null) with { LookUps = 1 }
            : Walk(nodePath, "/", nodePath, null) with { Target = null };
        _directories[nodePath] = directory with { LookUps = 0 };
        return directory;
    }

    /// <summary>What lies at a path that holds no link but perhaps the last.</summary>
    /// <exception cref="DiskException">It may not be asked.</exception>
    public DiskEntry Look(string realNodePath)
    {
        Trail?.Looked(realNodePath);
        return _tree.Look(realNodePath);
    }

    /// <summary>Why a file is not read once more under another of its names; null when it is read.</summary>
    public string? ObjectionToRepeat(NodeFile file, DiskEntry entry) => _repeated.Objection(file.NodePath, entry);

    /// <summary>
    /// The bytes of a file whose path holds no link, at most <paramref name="limit"/> and one more. The caller wipes them.
    /// </summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public byte[] Read(string realNodePath, int limit, long size)
    {
        Trail?.Read(realNodePath);
        return _tree.Read(realNodePath, limit, size);
    }

    /// <summary>What is in a directory whose path holds no link.</summary>
    /// <exception cref="DiskException">It cannot be listed.</exception>
    public IReadOnlyList<DiskName> List(string realNodePath)
    {
        Trail?.Looked(realNodePath);
        return _tree.List(realNodePath);
    }

    // Nearly always there is none, and the system says so at once.
    private bool HasNoLink(string nodePath, out string real)
    {
        var parts = Parts(nodePath).Where(part => part != ".").ToList();
        real = Join(parts);
        // What is not there, or no directory, was reached without a link, too.
        return !parts.Contains("..") && _tree.Open(real)?.Error != DiskException.LinkMet;
    }

    /// <summary>Follows <paramref name="rest"/> from a real directory on.</summary>
    private NodeFile Walk(string nodePath, string from, string rest, string? distrust)
    {
        var lookUps = 0;
        return Walk(nodePath, from, rest, distrust, ref lookUps) with { LookUps = lookUps };
    }

    private NodeFile Walk(string nodePath, string from, string rest, string? distrust, ref int lookUps)
    {
        var ahead = new Stack<string>(Enumerable.Reverse(Parts(rest)));
        var done = new List<string>(Parts(from));
        string? first = null;
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == ".")
                continue;
            if (++lookUps > MaxLookUps)
                return Refuse(nodePath, PkiProblemId.LinkLoop, $"the links go through more than {MaxLookUps} names", first);
            if (name == ".." && done.Count == 0 && !IsWholeMachine)
                return Refuse(nodePath, PkiProblemId.LinkLeavesRoot, "the path points outside the root", first);
            if (name == "..")
            {
                done.RemoveRange(Math.Max(0, done.Count - 1), Math.Min(1, done.Count));
                continue;
            }
            done.Add(name);
            var entry = LookAtLink(Join(done));
            if (entry.LinkTarget is not { } target)
                continue;
            first ??= target;
            if (entry.IsKernels)
                return Refuse(nodePath, PkiProblemId.LinkLeavesRoot,
                    $"{Join(done)} is a kernel link that does not point to a path", first);
            if (++links > MaxLinks)
                return Refuse(nodePath, PkiProblemId.LinkLoop, IsWholeMachine ? $"the links form a loop: it points to {first}"
                    : "the links form a loop", first);
            distrust ??= Owners.ObjectionToLink(entry, Join(done));
            done.RemoveAt(done.Count - 1);
            if (target.StartsWith('/'))
                done.Clear();
            foreach (var part in Enumerable.Reverse(Parts(target)))
                ahead.Push(part);
        }
        return Found(nodePath, Join(done), distrust) with { Target = first };
    }

    private DiskEntry LookAtLink(string realNodePath)
    {
        try
        {
            return Look(realNodePath);
        }
        catch (DiskException)
        {
            // Reading the path itself will say what is the matter.
            return new DiskEntry(EntryKind.Absent);
        }
    }

    private NodeFile Found(string nodePath, string real, string? distrust) =>
        new(ToHost(nodePath), nodePath, real, ToHost(real)) { Files = this, Distrust = distrust };

    private NodeFile Refuse(string nodePath, string id, string reason, string? target = null) =>
        new(ToHost(nodePath), nodePath, nodePath, ToHost(nodePath), id, reason) { Target = target };

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Join(List<string> parts) => "/" + string.Join('/', parts);
}
