using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Node.Reading;

/// <summary>
/// Reads the PKI of a node, or files of it, into snapshots. One bad file is a problem in the snapshot, never an exception; nothing is
/// written. An instance serves one command: it remembers which directories were read, so that nothing is listed twice.
/// </summary>
public sealed class NodeReader
{
    private readonly ReadOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<(string Root, bool IsNode), NodeContext> _contexts = [];
    private readonly Dictionary<string, IReadOnlyList<CertificateEntry>> _neighbours = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);

    /// <summary>Creates a reader for one command.</summary>
    /// <param name="options">What to read, and as of when.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public NodeReader(ReadOptions options, CancellationToken cancellation = default)
    {
        // One budget for all stores of a node, whether there is a passphrase or not.
        _options = options with { Passphrase = options.Passphrase ?? KeyPassphrase.None() };
        _cancellation = cancellation;
    }

    private bool HasRoot => _options.Root != "/";

    /// <summary>Reads the whole node below the root: control plane, kubeconfigs, kubelet, CNI.</summary>
    /// <returns>The snapshot. Without any trace of Kubernetes it holds one problem that says so.</returns>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public NodePki ReadNode() => new WholeNode(ContextOf(_options.Root, isNode: true), _options, _cancellation).Read();

    /// <summary>
    /// Reads the whole node in whose tree a path lies: <c>/mnt/cp1/etc/kubernetes</c> is of the node below <c>/mnt/cp1</c>, and so is
    /// <c>/mnt/cp1</c> itself. What lies in no node's tree is read as <see cref="ReadPath"/> does.
    /// </summary>
    /// <param name="path">A path of this machine, or, with a root, one of the node.</param>
    /// <param name="withNeighbours">Whether a file of no node's tree is read with all that lies beside it: its CA, and the keys.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public IEnumerable<NodePki> ReadNodeAround(string path, bool withNeighbours = false)
    {
        if (path.Length == 0 || !NodePaths.IsPossible(path))
            return [Nothing(path)];
        var full = Path.GetFullPath(path);
        var (context, nodePath) = Place(path);
        if (context.IsNode && context.Files.At(nodePath).Exists)
        {
            var node = new WholeNode(context, _options with { Root = context.Files.Root }, _cancellation).Read();
            return withNeighbours && BesideNode(node, context.Files.At(nodePath)) is { Count: > 0 } beside ? beside : [node];
        }
        if (HasRoot)
            return ReadPath(path);
        return IsTopOfNode(new NodeFiles(full))
            ? [new WholeNode(ContextOf(full, isNode: true), _options with { Root = full }, _cancellation).Read()]
            : ReadPath(withNeighbours && context.Files.At(nodePath) is { Exists: true, Kind: not FileKind.Directory }
                ? Path.GetDirectoryName(full)! : path);
    }

    // A certificate in a node's tree that nothing of the node names: read with what lies beside it.
    private List<NodePki> BesideNode(NodePki node, NodeFile file)
    {
        if (file.Kind == FileKind.Directory || node.Certificates.Any(certificate => certificate.Path == file.Path))
            return [];
        var beside = ReadPath(Path.GetDirectoryName(file.Path)!).ToList();
        return beside.Exists(read => read.Certificates.Any(certificate => certificate is { Role: null } && certificate.Path == file.Path))
            ? beside : [];
    }

    /// <summary>Reads the whole node whose <c>/</c> a directory stands for; null when the directory is no such place.</summary>
    /// <param name="path">A directory of this machine.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public NodePki? ReadTree(string path)
    {
        if (HasRoot || path.Length == 0 || !NodePaths.IsPossible(path))
            return null;
        var root = Path.GetFullPath(path);
        return IsTopOfNode(new NodeFiles(root))
            ? new WholeNode(ContextOf(root, isNode: true), _options with { Root = root }, _cancellation).Read() : null;
    }

    /// <summary>
    /// Reads a file, or a directory with the subdirectories that belong to it (<c>etcd</c>), or, when asked, with all below it. Each
    /// directory comes as a snapshot of its own, in order, so that a tree of any size takes little memory.
    /// </summary>
    /// <param name="path">A path of this machine, or, with a root, one of the node.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public IEnumerable<NodePki> ReadPath(string path)
    {
        if (path.Length == 0 || !NodePaths.IsPossible(path))
            return [Nothing(path)];
        if (!HasRoot && new NodeFiles(Path.GetFullPath(path)) is { IsArchive: true } archive)
            return [new WholeNode(ContextOf(archive.Root, isNode: true), _options with { Root = archive.Root }, _cancellation).Read()];
        var (context, nodePath) = Place(path);
        var file = context.Files.At(nodePath);
        if (file.Kind == FileKind.Directory)
            return WasRead(file.Path) ? [] : ReadDirectories(context, nodePath);
        return WasRead(Path.GetDirectoryName(file.Path)) ? [] : [ReadFile(context, file)];
    }

    /// <summary>The node in whose tree a file lies, and its path there; null for a directory, or what no file can be called.</summary>
    /// <param name="path">A path of this machine, or, with a root, one of the node. The file need not exist.</param>
    public (string Root, string NodePath)? PlaceOfFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || !NodePaths.IsPossible(path))
            return null;
        var (context, nodePath) = Place(path);
        var file = context.Files.At(nodePath);
        return file.Kind == FileKind.Directory ? null : (context.Files.Root, nodePath);
    }

    private (NodeContext Context, string NodePath) Place(string path)
    {
        if (!HasRoot)
        {
            var location = NodeLocation.Infer(Path.GetFullPath(path));
            return (ContextOf(location.Root, location.IsNode), NodePaths.Normal(location.NodePath));
        }
        var context = ContextOf(_options.Root, isNode: true);
        var full = Path.GetFullPath(path);
        var root = context.Files.Root;
        // A path of this machine below the root means the same as the path of the node.
        var inside = full == root || full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full[root.Length..]
            : path;
        return (context, NodePaths.Normal(OperatingSystem.IsWindows() ? inside.Replace('\\', '/') : inside));
    }

    private NodePki Nothing(string path) => new()
    {
        Root = _options.Root,
        AsOf = _options.AsOf,
        Problems = [NodeFile.OfThisMachine(path).Problem(PkiProblemId.PathNotFound, "this is not a valid file path")],
    };

    private NodePki ReadFile(NodeContext context, NodeFile file)
    {
        var scope = new ReadScope();
        var reader = new ScopeReader(scope, context, _options, _cancellation);
        var directory = file.NodePath[..Math.Max(1, file.NodePath.LastIndexOf('/'))];
        var others = OthersFor(context, directory, alone: true);
        reader.ReadFile(file, named: true);
        new KeyMatcher(reader, _cancellation).MatchAll();
        return scope.Finish(context, _options, others, _cancellation);
    }

    private IEnumerable<NodePki> ReadDirectories(NodeContext context, string top)
    {
        var directory = context.Files.ToHost(top).TrimEnd('/');
        _directories.Add(directory);
        _directories.UnionWith(PkiLayouts.Subdirectories.Select(name => $"{directory}/{name}"));
        if (!_options.Recurse)
            return [ReadDirectory((context, top), isNamed: true)];
        var threads = _options.Threads > 0 ? _options.Threads : Math.Min(4, Environment.ProcessorCount);
        var places = DirectoryWalk.Below(context.Files, top, _cancellation).Select(below => NodeOf(context, below));
        return OrderedParallel.Select(places, place => ReadDirectory(place, isNamed: false), threads);
    }

    // Below a directory that belongs to no node there may be the trees of many.
    private (NodeContext Context, string NodePath) NodeOf(NodeContext context, string directory) =>
        context.IsNode || NodeLocation.Infer(context.Files.ToHost(directory)) is not { IsNode: true } location
            ? (context, directory) : (ContextOf(location.Root, isNode: true), NodePaths.Normal(location.NodePath));

    private NodePki ReadDirectory((NodeContext Context, string NodePath) place, bool isNamed)
    {
        var (context, directory) = place;
        var scope = new ReadScope();
        var reader = new ScopeReader(scope, context, _options, _cancellation);
        var others = OthersFor(context, directory, alone: false);
        var scan = isNamed && context.Files.Resolve(directory) is { Exists: true } named
            ? new DirectoryScan(named.Path, reader.ScanDirectory(directory, FileNames.IsReadWhenAsked)) : null;
        if (scan is null)
            reader.ReadDirectory(directory, FileNames.IsReadWhenAsked);
        foreach (var name in PkiLayouts.Subdirectories)
            reader.ReadDirectory($"{directory.TrimEnd('/')}/{name}", FileNames.IsOfPki);
        new KeyMatcher(reader, _cancellation).MatchAll();
        if (isNamed && scope.IsEmpty && IsTopOfNode(context, directory))
            scope.Problems.Add(context.Files.Resolve(directory).Problem(PkiProblemId.NodeNotFound,
                "this is the root of a node's tree: specify it as such with -Root (kubepki: --root)"));
        return scope.Finish(context, _options, others, _cancellation) with { Scan = scan };
    }

    private static bool IsTopOfNode(NodeFiles below) => PkiLayouts.All.Any(layout => below.Resolve(layout.Directory).Exists);

    private static bool IsTopOfNode(NodeContext context, string directory) =>
        PkiLayouts.All.Any(layout => context.Files.Resolve(directory.TrimEnd('/') + layout.Directory).Exists);

    /// <summary>CAs that were not asked for, but say who signed what was: the node's, or those that lie beside.</summary>
    private IReadOnlyList<CertificateEntry> OthersFor(NodeContext context, string directory, bool alone)
    {
        if (context.IsNode)
            return context.Authorities;
        var parent = directory[..Math.Max(0, directory.LastIndexOf('/'))];
        MarkCopy(context, directory);
        return alone ? [.. NeighboursIn(context, directory), .. NeighboursIn(context, parent)] : NeighboursIn(context, parent);
    }

    private IReadOnlyList<CertificateEntry> NeighboursIn(NodeContext context, string directory)
    {
        lock (_neighbours)
        {
            if (_neighbours.TryGetValue(directory, out var known))
                return known;
            MarkCopy(context, directory);
            // Files come directory by directory; older ones are not asked for again.
            if (_neighbours.Count > 16)
                _neighbours.Clear();
            return _neighbours[directory] = context.ReadAuthorities([directory]);
        }
    }

    private static void MarkCopy(NodeContext context, string directory)
    {
        if (PkiLayouts.KubeadmMarks.All(name => context.Files.At($"{directory}/{name}").Exists))
            context.Roles.AddCopy(directory);
    }

    private NodeContext ContextOf(string root, bool isNode)
    {
        if (!_contexts.TryGetValue((root, isNode), out var context))
            _contexts[(root, isNode)] = context = new NodeContext(root, isNode, _options, _cancellation);
        return context;
    }

    // Get-ChildItem -Recurse gives a directory, then those in it, then their files.
    private bool WasRead(string? directory)
    {
        for (; directory is not null; directory = _options.Recurse ? Path.GetDirectoryName(directory) : null)
        {
            if (_directories.Contains(directory))
                return true;
        }
        return false;
    }
}
