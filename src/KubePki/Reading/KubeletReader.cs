using KubePki.Layout;
using KubePki.Model;
using KubePki.Yaml;

namespace KubePki.Reading;

/// <summary>Reads what kubelet is told: its flags, its configuration file and the drop-ins.</summary>
internal static class KubeletReader
{
    private const string DefaultConfiguration = "/var/lib/kubelet/config.yaml";
    private const string DefaultKubeconfig = "/etc/kubernetes/kubelet.conf";
    private const string DefaultBootstrap = "/etc/kubernetes/bootstrap-kubelet.conf";

    // While kubelet switches, the new link is called "updated".
    private static readonly string[] Links = ["kubelet-client-current.pem", "kubelet-client-updated.pem", "kubelet-server-current.pem", "kubelet-server-updated.pem"];

    // Field of the configuration, and the flag that wins over it.
    private static readonly (string[] Field, string Flag)[] Fields =
    [
        (["rotateCertificates"], "rotate-certificates"),
        (["serverTLSBootstrap"], "rotate-server-certificates"),
        (["tlsCertFile"], "tls-cert-file"),
        (["tlsPrivateKeyFile"], "tls-private-key-file"),
        (["authentication", "x509", "clientCAFile"], "client-ca-file"),
        (["staticPodPath"], "pod-manifest-path"),
        (["clusterDomain"], "cluster-domain"),
        (["address"], "address"),
        (["port"], "port"),
    ];

    /// <summary>The kubelet of a node; null when the node shows no trace of one.</summary>
    public static KubeletState? Read(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var flags = new KubeletFlags(files, problems, cancellation).Read();
        var settings = new List<NodeSetting>();
        var configuration = Last(flags, "config") ?? DefaultConfiguration;
        ReadConfiguration(files.At(configuration), settings, problems, cancellation);
        if (Last(flags, "config-dir") is { } dropIns)
            ReadDropIns(files, NodePaths.Absolute(dropIns), settings, problems, cancellation);
        settings.AddRange(flags);

        var kubeconfig = Last(flags, "kubeconfig") ?? DefaultKubeconfig;
        var directory = NodePaths.Absolute(Last(flags, "cert-dir") ?? PkiLayouts.KubeletPki);
        if (settings.Count == 0 && !files.At(kubeconfig).Exists && !files.At(directory).Exists)
            return null;
        return new KubeletState
        {
            CertificateDirectory = directory,
            Kubeconfig = kubeconfig,
            BootstrapKubeconfig = Last(flags, "bootstrap-kubeconfig") ?? (files.At(DefaultBootstrap).Exists || IsKubeadmWithoutUnit(files, flags) ? DefaultBootstrap : null),
            ConfigurationFile = configuration,
            HostnameOverride = Last(flags, "hostname-override"),
            NodeIP = Last(flags, "node-ip"),
            TlsCertFile = Setting(settings, 2),
            TlsPrivateKeyFile = Setting(settings, 3),
            ClientCAFile = Setting(settings, 4),
            StaticPodPath = Setting(settings, 5),
            ClusterDomain = Setting(settings, 6),
            RotateCertificates = Truth(Setting(settings, 0)),
            ServerTlsBootstrap = Truth(Setting(settings, 1)),
            Links = ReadLinks(files, directory),
            Settings = settings,
        };
    }

    // kubeadm's drop-in always gives --kubeconfig and --bootstrap-kubeconfig; an image or a copied tree may lack it.
    private static bool IsKubeadmWithoutUnit(NodeFiles files, List<NodeSetting> flags) => Last(flags, "kubeconfig") is null && files.At(KubeletFlags.KubeadmEnvironment).Exists;

    private static void ReadDropIns(NodeFiles files, string directory, List<NodeSetting> settings, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        foreach (var name in NodeDirectory.List(files, directory, problems))
        {
            if (name.Name.EndsWith(".conf", StringComparison.Ordinal))
                ReadConfiguration(files.In(directory, name), settings, problems, cancellation);
        }
    }

    private static void ReadConfiguration(NodeFile file, List<NodeSetting> settings, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var root = YamlFile.Read(file, problems, cancellation)?.Root;
        foreach (var (field, _) in Fields)
        {
            if (root?.At(field) is YamlScalar { IsNull: false } value)
                settings.Add(new NodeSetting(string.Join('.', field), value.Value, file.NodePath, value.Line));
        }
    }

    private static List<KubeletLink> ReadLinks(NodeFiles files, string directory)
    {
        var links = new List<KubeletLink>();
        var real = files.Directory(directory);
        if (real.ProblemId is not null)
            return links;
        foreach (var name in Links)
        {
            var path = $"{directory}/{name}";
            var info = new FileInfo($"{real.RealPath}/{name}");
            if (info.LinkTarget is { } target)
                links.Add(new KubeletLink(files.ToHost(path), path, true, target, files.At(path).Exists));
            else if (info.Exists)
                links.Add(new KubeletLink(files.ToHost(path), path, false, null, true));
        }
        return links;
    }

    // Flags were added last, so that they win. An empty value is as none.
    private static string? Setting(List<NodeSetting> settings, int field)
    {
        var name = string.Join('.', Fields[field].Field);
        return Filled(settings.FindLast(setting => setting.Name == name || setting.Name == Fields[field].Flag));
    }

    private static bool? Truth(string? value) => value?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    private static string? Last(List<NodeSetting> flags, string name) => Filled(flags.FindLast(flag => flag.Name == name));

    private static string? Filled(NodeSetting? setting) => string.IsNullOrEmpty(setting?.Value) ? null : setting.Value;
}
