using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Services;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubelet;

/// <summary>Reads what kubelet is told: its flags, its configuration file and the drop-ins.</summary>
internal static class KubeletReader
{
    /// <summary>The kubelet of a node; null when the node shows no trace of one.</summary>
    public static KubeletState? Read(
        NodeFiles files, ServiceCommand? command, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var flags = KubeletFlags.Read(files, command, problems, cancellation);
        var place = PlaceOf(files, flags);
        var settings = new List<NodeSetting>();
        var configuration = Last(flags, "config") ?? KubeletFiles.Configuration;
        ReadConfiguration(files.At(configuration), settings, problems, cancellation);
        if (Last(flags, "config-dir") is { } dropIns)
            ReadDropIns(files, NodePaths.Absolute(dropIns), settings, problems, cancellation);
        settings.AddRange(flags);
        settings = settings.ConvertAll(ServiceFlags.OnNode);

        var kubeconfig = NodePaths.Absolute(Last(flags, "kubeconfig") ?? place?.Kubeconfig ?? KubeletFiles.Kubeconfig);
        var directory = NodePaths.Absolute(Last(flags, "cert-dir") ?? place?.CertificateDirectory ?? PkiLayouts.KubeletPki);
        if (settings.Count == 0 && place is null && !files.At(kubeconfig).Exists && !files.At(directory).Exists)
            return null;
        return new KubeletState
        {
            CertificateDirectory = directory,
            Kubeconfig = kubeconfig,
            BootstrapKubeconfig = Last(flags, "bootstrap-kubeconfig") ?? BootstrapOf(files, flags, place),
            ConfigurationFile = configuration,
            HostnameOverride = Last(flags, "hostname-override"),
            NodeIP = Last(flags, "node-ip"),
            TlsCertFile = Setting(settings, KubeletSetting.TlsCertFile),
            TlsPrivateKeyFile = Setting(settings, KubeletSetting.TlsPrivateKeyFile),
            ClientCAFile = Setting(settings, KubeletSetting.ClientCAFile),
            StaticPodPath = Setting(settings, KubeletSetting.StaticPodPath),
            ClusterDomain = Setting(settings, KubeletSetting.ClusterDomain),
            RotateCertificates = Truth(Setting(settings, KubeletSetting.RotateCertificates)),
            ServerTlsBootstrap = Truth(Setting(settings, KubeletSetting.ServerTlsBootstrap)),
            Links = ReadLinks(files, directory),
            Settings = settings,
        };
    }

    private static KubeletPlace? PlaceOf(NodeFiles files, List<NodeSetting> flags) =>
        Last(flags, "kubeconfig") is not null || files.At(KubeletFiles.Kubeconfig).Exists ? null
            : KubeletPlace.All.FirstOrDefault(place => files.At(place.Kubeconfig).Exists
                || (place.Bootstrap is not null && files.At(place.Bootstrap).Exists));

    private static string? BootstrapOf(NodeFiles files, List<NodeSetting> flags, KubeletPlace? place)
    {
        if (place is not null)
            return place.Bootstrap is not null && files.At(place.Bootstrap).Exists ? place.Bootstrap : null;
        return files.At(KubeletFiles.BootstrapKubeconfig).Exists || IsKubeadmWithoutUnit(files, flags)
            ? KubeletFiles.BootstrapKubeconfig : null;
    }

    // kubeadm's drop-in always gives --kubeconfig and --bootstrap-kubeconfig; an image or a copied tree may lack it.
    private static bool IsKubeadmWithoutUnit(NodeFiles files, List<NodeSetting> flags) =>
        Last(flags, "kubeconfig") is null && files.At(KubeletFiles.KubeadmEnvironment).Exists;

    private static void ReadDropIns(
        NodeFiles files, string directory, List<NodeSetting> settings, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        foreach (var name in NodeDirectory.List(files, directory, problems))
        {
            if (name.Name.EndsWith(".conf", StringComparison.Ordinal))
                ReadConfiguration(files.In(directory, name), settings, problems, cancellation);
        }
    }

    private static void ReadConfiguration(
        NodeFile file, List<NodeSetting> settings, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var root = YamlFile.Read(file, problems, cancellation)?.Root;
        foreach (var setting in KubeletSetting.All)
        {
            if (root?.At(setting.Field.Split('.')) is YamlScalar { IsNull: false } value)
                settings.Add(new NodeSetting(setting.Field, value.Value, file.NodePath, value.Line));
        }
    }

    private static List<KubeletLink> ReadLinks(NodeFiles files, string directory)
    {
        var links = new List<KubeletLink>();
        var real = files.Resolve(directory);
        if (real.ProblemId is not null)
            return links;
        foreach (var name in KubeletFiles.Links)
        {
            var path = $"{directory}/{name}";
            var file = files.At(path);
            if (file.Target is { } target)
                links.Add(new KubeletLink(files.ToHost(path), path, true, target, file.Exists));
            else if (file.Kind == FileKind.Regular)
                links.Add(new KubeletLink(files.ToHost(path), path, false, null, true));
        }
        return links;
    }

    // Flags were added last, so that they win. An empty value is as none.
    private static string? Setting(List<NodeSetting> settings, KubeletSetting wanted) =>
        Filled(settings.FindLast(setting => setting.Name == wanted.Field || setting.Name == wanted.Flag));

    private static bool? Truth(string? value) => value?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    private static string? Last(List<NodeSetting> flags, string name) => Filled(flags.FindLast(flag => flag.Name == name));

    private static string? Filled(NodeSetting? setting) => string.IsNullOrEmpty(setting?.Value) ? null : setting.Value;
}
