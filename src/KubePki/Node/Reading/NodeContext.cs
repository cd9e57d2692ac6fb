using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Kubelet;
using KubePki.Node.Reading.Services;

namespace KubePki.Node.Reading;

/// <summary>What is known of the node that files belong to: its root, its components, and which file plays which role.</summary>
internal sealed class NodeContext
{
    private readonly ReadOptions _options;
    private readonly Lazy<IReadOnlyList<CertificateEntry>> _authorities;
    private readonly Lazy<string?> _name;
    private readonly CancellationToken _cancellation;

    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="isNode">Whether there is a node below it; without, only what lies beside a file is known.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public NodeContext(string root, bool isNode, ReadOptions options, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
        Files = new NodeFiles(root) { Trail = options.Trail };
        Problems.AddRange(Files.ArchiveProblems);
        IsNode = isNode;
        _name = new(FindName);
        _authorities = new(() => isNode ? ReadAuthorities(PkiLayouts.All.Select(layout => layout.Directory)) : []);
        if (!isNode)
            return;
        Distribution = FindDistribution(Files);
        var services = new ServiceReader(Files, Problems, cancellation).Read();
        Kubelet = KubeletReader.Read(Files, services.FirstOrDefault(service => service.Component == KubeletFiles.Component), Problems,
            cancellation);
        List<ControlPlaneComponent> components =
            ManifestReader.Read(Files, Kubelet?.StaticPodPath ?? PkiLayouts.Manifests, Problems, cancellation);
        // What a manifest runs may have left a unit of old behind.
        components.AddRange(services.Where(service => !components.Exists(component => component.Name == service.Component)).ToList()
            .ConvertAll(service => ServiceFlags.ComponentOf(service, Files, Problems, cancellation)).OfType<ControlPlaneComponent>());
        Components = components;
        ManifestReader.AddRoles(Roles, Components);
        if (Kubelet?.ClientCAFile is { } clientAuthority)
            Roles.Add(NodePaths.Absolute(clientAuthority), "ca");
        if (Kubelet?.TlsCertFile is { } serving)
            Roles.Add(NodePaths.Absolute(serving), PkiRoles.KubeletServer);
        if (Kubelet is { TlsCertFile: not null, TlsPrivateKeyFile: not null })
            Roles.AddKey(NodePaths.Absolute(Kubelet.TlsCertFile), NodePaths.Absolute(Kubelet.TlsPrivateKeyFile));
        if (Kubelet is not null)
            Roles.Add(NodePaths.Absolute(Kubelet.Kubeconfig), PkiRoles.KubeletConf);
        if (Kubelet?.BootstrapKubeconfig is { } bootstrap)
            Roles.Add(NodePaths.Absolute(bootstrap), PkiRoles.BootstrapKubeletConf);
    }

    public NodeFiles Files { get; }

    public bool IsNode { get; }

    /// <summary>What the node is called; null when nothing tells.</summary>
    public string? Name => _name.Value;

    public RoleMap Roles { get; } = new();

    public KubeletState? Kubelet { get; }

    public IReadOnlyList<ControlPlaneComponent> Components { get; } = [];

    /// <summary>Which distribution has set the node up, as far as its disk tells; null when nothing does.</summary>
    public string? Distribution { get; }

    /// <summary>What went wrong on the way.</summary>
    public List<PkiProblem> Problems { get; } = [];

    /// <summary>The CAs of the node, wherever it keeps them.</summary>
    public IReadOnlyList<CertificateEntry> Authorities => _authorities.Value;

    /// <summary>The CAs that lie in directories under the names that layouts give them.</summary>
    public IReadOnlyList<CertificateEntry> ReadAuthorities(IEnumerable<string> directories)
    {
        var flagged = Roles.FlaggedFiles.Where(path => PkiRoles.Find(Roles.Identify(path).Roles[0])?.Kind == PkiRoleKind.Authority);
        var known = directories.SelectMany(directory => PkiLayouts.AuthorityFiles.Select(name => $"{directory}/{name}"));
        var reader = Quietly(flagged.Concat(known));
        new KeyMatcher(reader, _cancellation).MatchAll();
        return reader.Scope.Certificates;
    }

    private ScopeReader Quietly(IEnumerable<string> paths)
    {
        var reader = new ScopeReader(new ReadScope(), this, _options with { Trace = null }, _cancellation);
        foreach (var path in paths)
        {
            if (Files.At(path) is { Exists: true } file)
                reader.ReadFile(file, named: false);
        }
        return reader;
    }

    // What only its nodes have counts most; kubeadm's own files come before the directories that another has left.
    private static string? FindDistribution(NodeFiles files)
    {
        if (Distributions.All.FirstOrDefault(row => row.Marks.Any(mark => files.At(mark).Exists)) is { } marked)
            return marked.Name;
        if (files.At(KubeletFiles.KubeadmEnvironment).Exists
            || PkiLayouts.KubeadmKubeconfigs.Any(file => files.At($"{PkiLayouts.Kubeconfigs}/{file.Pattern}").Exists))
            return Distributions.Kubeadm;
        return Distributions.All.FirstOrDefault(row => row.Marks.Count == 0
            && PkiLayouts.All.Any(layout => layout.Distribution == row.Name && files.At(layout.Directory).Exists))?.Name;
    }

    private string? FindName()
    {
        if (!IsNode)
            return null;
        var node = new NodePki { Root = Files.Root, AsOf = _options.AsOf, Kubelet = Kubelet, Components = Components,
            Host = HostReader.Read(Files, _cancellation) };
        if (Kubelet is null || Kubelet.HostnameOverride is not null || node.Host.Name is not null)
            return NodeNaming.Of(node).FirstOrDefault()?.Value;
        var scope = Quietly([$"{Kubelet.CertificateDirectory}/{KubeletFiles.ClientLink}", Kubelet.Kubeconfig]).Scope;
        var certificates = scope.Finish(this, _options, [], _cancellation, isNamed: false).Certificates;
        return NodeNaming.Of(node with { Certificates = certificates }).FirstOrDefault()?.Value;
    }
}
