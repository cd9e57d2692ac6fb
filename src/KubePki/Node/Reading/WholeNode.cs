using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Verification;

namespace KubePki.Node.Reading;

/// <summary>Reads everything that a node keeps of its PKI, from the layouts and from what its components are told.</summary>
internal sealed class WholeNode
{
    // A person keeps some few; a directory may hold anything.
    private const int MaxLeft = 100;

    private readonly NodeContext _node;
    private readonly ReadOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly ReadScope _scope = new();
    private readonly ScopeReader _reader;
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _otherPaths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofOthers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofNetworks = new(StringComparer.Ordinal);

    public WholeNode(NodeContext node, ReadOptions options, CancellationToken cancellation)
    {
        _node = node;
        _options = options;
        _cancellation = cancellation;
        _reader = new ScopeReader(_scope, node, options, cancellation) { HasParties = true };
    }

    public NodePki Read()
    {
        _scope.Problems.AddRange(_node.Problems);
        var networks = CniReader.Read(_node.Files, _scope.Problems, _cancellation);
        var named = networks.SelectMany(network => network.Kubeconfigs).ToHashSet(StringComparer.Ordinal);
        foreach (var path in named.Where(path => path.StartsWith(PkiLayouts.Cni + "/", StringComparison.Ordinal)))
            AddNetworkRole(path);
        ReadDirectories();
        ReadFlaggedFiles();
        ReadKubeconfigs(named);
        new KeyMatcher(_reader, _cancellation).MatchAll();
        var pki = _scope.Finish(_node, _options, [], _cancellation) with
        {
            IsArchive = _node.Files.IsArchive,
            Kubelet = _node.Kubelet,
            Components = _node.Components,
            OtherPaths = _otherPaths,
            KubeconfigsOfOthers = _ofOthers,
            Networks = networks,
            Host = HostReader.Read(_node.Files, _cancellation),
            KeyCopies = new KeyCopyReader(_node.Files, _options.Passphrase, _cancellation).Read(),
        };
        pki = pki with { Files = FileFacts.Of(pki, _node.Files, _ofNetworks) };
        return IsEmpty(pki) ? pki with { Problems = [NothingFound()] } : pki;
    }

    private void ReadDirectories()
    {
        foreach (var directory in PkiLayouts.All.GroupBy(layout => layout.Directory))
        {
            var rows = directory.SelectMany(layout => layout.Files).ToList();
            Func<string, bool> isOfKind =
                rows.TrueForAll(file => FileNames.IsKubeconfig(file.Pattern)) ? FileNames.IsKubeconfig : FileNames.IsOfPki;
            // What a row names is read, whatever its name promises.
            ReadDirectory(directory.Key, name => isOfKind(name) || rows.Exists(file => LayoutMatch.Fits(file.Pattern, name)));
            foreach (var name in PkiLayouts.Subdirectories.Where(name =>
                rows.Exists(file => file.Pattern.StartsWith(name + "/", StringComparison.Ordinal))))
                ReadDirectory($"{directory.Key}/{name}", FileNames.IsOfPki);
        }
        if (_node.Kubelet is { } kubelet)
            ReadDirectory(kubelet.CertificateDirectory, FileNames.IsOfPki);
    }

    // /etc/kubernetes/pki may be a link to /etc/kubernetes/ssl: what is one directory is read once.
    private void ReadDirectory(string nodePath, Func<string, bool> wanted)
    {
        var directory = _node.Files.Resolve(nodePath);
        if (directory.ProblemId is not null || (directory.Exists && _directories.Add(directory.RealNodePath)))
            _reader.ReadDirectory(nodePath, wanted);
    }

    // A certificatesDir of somebody's own is known by the flags only.
    private void ReadFlaggedFiles()
    {
        foreach (var path in _node.Roles.FlaggedFiles.ToArray())
        {
            var file = _node.Files.At(path);
            if (_reader.WasRead(path) || _node.Roles.Identify(path).Roles is [PkiRoles.Cni] || !file.Exists)
                continue;
            // Read by another path of its directory; one of a name that promises nothing was passed over there.
            if (_reader.WasReadAs(path))
                _otherPaths.Add(path);
            else
                _reader.ReadFile(file, named: true);
        }
    }

    private void ReadKubeconfigs(HashSet<string> ofNetworks)
    {
        var homes = NodeDirectory.ListDirectories(_node.Files, PkiLayouts.Homes)
            .ConvertAll(name => $"{PkiLayouts.Homes}/{name}/.kube/config");
        _ofOthers.UnionWith(homes);
        // Guides leave admin.kubeconfig where it was made.
        var left = NodeDirectory.List(_node.Files, CopyPlaces.Home, []).Where(name => FileNames.IsLeftKubeconfig(name.Name))
            .Select(name => $"{CopyPlaces.Home}/{name.Name}").Take(MaxLeft);
        foreach (var path in PkiLayouts.PersonalKubeconfigs.Concat(left).Concat(homes))
        {
            if (_node.Files.At(path) is { Exists: true } file)
                _reader.ReadFile(file, named: true);
        }
        foreach (var path in _options.NamedKubeconfigs)
        {
            if (_node.Files.At(path) is var file && (file.Exists || _node.Roles.Identify(path).Roles.Count == 0))
                _reader.ReadFile(file, named: true);
        }
        foreach (var path in _node.Files.Root == "/" ? _options.Kubeconfigs.Select(Path.GetFullPath) : [])
        {
            _ofOthers.Remove(path);
            if (_node.Files.At(path) is { Exists: true } file)
                _reader.ReadFile(file, named: true);
        }
        ReadNetworks(ofNetworks);
        var most = CniReader.MaxFiles;
        ReadDirectory(PkiLayouts.Cni, name => FileNames.IsKubeconfig(name) && Path.GetExtension(name) != ".conf" && most-- > 0);
    }

    // Whoever writes the networks may name any file of the node. One that is read for its own sake stays what it is.
    private void ReadNetworks(HashSet<string> named)
    {
        var budget = _reader.BudgetOf(PkiLayouts.Cni + "/");
        foreach (var path in named.Where(path => !_reader.WasRead(path)))
        {
            var file = _node.Files.At(path);
            if (!budget.TryLookUp(file.LookUps + 1, out _))
            {
                _scope.Problems.Add(_node.Files.Resolve(PkiLayouts.Cni).Problem(PkiProblemId.FileTooLarge, SourceBudget.NoMoreLookUps));
                return;
            }
            if (!file.Exists)
                continue;
            AddNetworkRole(path);
            _ofNetworks.Add(path);
            _reader.ReadKubeconfig(file);
        }
    }

    private void AddNetworkRole(string path)
    {
        if (_node.Roles.Identify(path).Roles.Count == 0)
            _node.Roles.Add(path, PkiRoles.Cni);
    }

    private static bool IsEmpty(NodePki pki) =>
        pki.Certificates.Count + pki.Keys.Count + pki.Kubeconfigs.Count + pki.Components.Count + pki.Problems.Count == 0;

    private PkiProblem NothingFound()
    {
        var top = _node.Files.Resolve("/");
        return top.Exists ? top.Problem(PkiProblemId.NodeNotFound, "there are no Kubernetes certificates or kubeconfigs in this root")
            : top.Problem(PkiProblemId.PathNotFound, FileStat.KindOf(_node.Files.Root) is FileKind.Missing ? "the directory does not exist"
                : "it is neither a directory nor a tar, tar.gz or zip archive");
    }
}
