using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Files.Archives;
using KubePki.Node.Forecast;
using KubePki.Node.Layout;

namespace KubePki.Fleet;

/// <summary>What is kept of a node to be held against others: a few kilobytes, so that thousands fit into memory.</summary>
internal sealed record NodeSummary
{
    private static readonly string[] Own =
    [
        PkiRoles.ApiServer, PkiRoles.ApiServerKubeletClient, PkiRoles.EtcdServer, PkiRoles.EtcdPeer, PkiRoles.FrontProxyClient,
        PkiRoles.ApiServerEtcdClient, PkiRoles.KubeletClient, PkiRoles.KubeletServer,
    ];

    /// <summary>The CAs and keys of which all control planes of a cluster must have the same.</summary>
    public static IReadOnlyList<string> Shared { get; } =
        [PkiRoles.ClusterAuthority, PkiRoles.ServiceAccounts, PkiRoles.EtcdAuthority, PkiRoles.FrontProxyAuthority];

    public required string Root { get; init; }

    public required string Name { get; init; }

    /// <summary>What tells it from the others in a sentence: its name, with its root where several have that name.</summary>
    public string Label { get => field ?? Name; init; }

    public required DateTimeOffset AsOf { get; init; }

    public bool IsControlPlane { get; init; }

    public string? Version { get; init; }

    /// <summary>How far its clock was ahead of the collector's; null when nobody has measured it.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>The API server's address as kubelet has it; null when nothing tells.</summary>
    public string? Server { get; init; }

    /// <summary>The shared CAs and keys by role: those that are current on the node.</summary>
    public IReadOnlyList<FleetKey> Authorities { get; init; } = [];

    /// <summary>The CAs that the node trusts as the cluster's, one for each certificate of its bundles.</summary>
    public IReadOnlyList<string> Trusted { get; init; } = [];

    /// <summary>What tells of which cluster it is.</summary>
    public IEnumerable<string> ClusterMarks =>
        Node.Configuration.ClusterMarks.OfAll(Authorities.Select(key => (key.Role, key.Hash)), Trusted, Server);

    /// <summary>The keys that are this node's own.</summary>
    public IReadOnlyList<FleetKey> Keys { get; init; } = [];

    /// <summary>Modes of files by role, in octal.</summary>
    public IReadOnlyList<(string NodePath, string Mode)> Modes { get; init; } = [];

    /// <summary>What the simulation of the time ahead needs of it.</summary>
    public required ForecastNode Forecast { get; init; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<FleetFault> Faults { get; init; } = [];

    /// <summary>The programs whose versions are known.</summary>
    public IReadOnlyList<FleetProgram> Programs { get; init; } = [];

    /// <summary>The names by which it is a node of the cluster, and what says so.</summary>
    public IReadOnlyList<SpecValue> Names { get; init; } = [];

    /// <summary>The addresses and hosts that it takes for its own, and what says so.</summary>
    public IReadOnlyList<SpecValue> Addresses { get; init; } = [];

    /// <summary>What only this node is called: its names, with and without their domain, and its addresses.</summary>
    public IReadOnlySet<string> OwnNames { get; init; } = new HashSet<string>();

    /// <summary>Looks at a node.</summary>
    public static NodeSummary Of(NodePki node, IReadOnlyList<KubePkiFinding> findings)
    {
        var spec = SpecBuilder.Build(node);
        var keys = node.Certificates.Where(certificate => certificate is { Index: 0, PublicKeyHash: not null, Role: not null }).ToList();
        var ofRoles = node.Certificates.Where(certificate => certificate.Role is not null).Select(certificate => certificate.NodePath)
            .Concat(node.Keys.Where(key => key.Role is not null).Select(key => key.NodePath)).ToHashSet(StringComparer.Ordinal);
        var names = FleetClaims.Names(node).ToList();
        var addresses = FleetClaims.Addresses(node, spec).ToList();
        return new NodeSummary
        {
            Root = node.Root,
            Name = node.NodeName ?? NameOf(node.Root),
            AsOf = node.AsOf,
            IsControlPlane = spec.IsControlPlane,
            Version = spec.KubernetesVersion?.Value,
            ClockSkew = node.Host.ClockSkew,
            Server = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == PkiRoles.KubeletConf)?.Server,
            Authorities = [.. Authority(keys, node)],
            Trusted = [.. node.Certificates.Where(certificate => certificate.Role is PkiRoles.ClusterAuthority
                    || certificate is { Role: PkiRoles.KubeconfigAuthority, Source: not CertificateSource.File })
                .Select(certificate => certificate.PublicKeyHash).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Keys = [.. keys.Where(certificate => Own.Contains(certificate.Role) || certificate.Role == PkiRoles.KubeletConf)
                .DistinctBy(certificate => (certificate.Role, certificate.PublicKeyHash)).Select(KeyOf)],
            Modes = [.. node.Files
                .Where(file => file is { IsDirectory: false, IsLink: false, Mode: not null } && ofRoles.Contains(file.NodePath))
                .Select(file => (file.NodePath, OctalMode.Of(file.Mode!.Value)))],
            Forecast = new ForecastNode(node),
            Faults = Told(findings),
            Programs = [.. SpecSources.Programs(node).Select(program => new FleetProgram(program.Name, program.Version, program.NodePath))],
            Names = names,
            Addresses = addresses,
            OwnNames = names.Concat(addresses).Select(claim => claim.Value).Append(node.Host.Name).OfType<string>()
                .SelectMany(name => new[] { name, System.Net.IPAddress.TryParse(name, out _) ? name : name.Split('.')[0] })
                .Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal),
        };
    }

    // What is compared is the finding, and not the whole certificate.
    private static FleetFault[] Told(IReadOnlyList<KubePkiFinding> findings)
    {
        var causes = new Dictionary<KubePkiFinding, string>(ReferenceEqualityComparer.Instance);
        foreach (var cause in FindingCauses.Of(findings).Where(cause => cause.IsShared))
        {
            foreach (var member in cause.Members)
                causes[member] = cause.Message;
        }
        return [.. findings.Select(finding => new FleetFault(finding with { Certificate = null }, causes.GetValueOrDefault(finding)))];
    }

    private static IEnumerable<FleetKey> Authority(List<KubeCertificate> keys, NodePki node) =>
        keys.Where(certificate => Shared.Contains(certificate.Role) && certificate.Source == CertificateSource.File)
            .DistinctBy(certificate => certificate.Role).Select(KeyOf)
            .Concat(node.Keys.Where(key => key is { Role: PkiRoles.ServiceAccounts, PublicKeyHash: not null })
                .OrderByDescending(key => key.IsPrivate).Take(1)
                .Select(key => new FleetKey(PkiRoles.ServiceAccounts, key.PublicKeyHash!, key.NodePath, [])));

    private static FleetKey KeyOf(KubeCertificate certificate) => new(certificate.Role!, certificate.PublicKeyHash!, certificate.NodePath,
        [.. certificate.DnsNames, .. certificate.IPAddresses]);

    private static string NameOf(string root) => System.IO.Path.GetFileName(root) is { Length: > 0 } name ? ArchiveNames.Base(name) : root;
}
