using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>
/// Reads kubeadm's configuration files (kubeadm.k8s.io/v1beta2 to v1beta4; cmd/kubeadm/app/apis/kubeadm): the documents InitConfiguration,
/// JoinConfiguration and ClusterConfiguration, in any order. Other documents are passed over, as kubeadm does.
/// </summary>
public static class KubeadmFile
{
    private const string Group = "kubeadm.k8s.io/";
    private static readonly string[] Versions = ["v1beta2", "v1beta3", "v1beta4"];

    /// <summary>What a file says.</summary>
    /// <param name="path">The file, as a path of this machine.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">It cannot be read, is no YAML, or holds something that kubeadm would refuse.</exception>
    public static ClusterSettings Read(string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = Path.GetFullPath(path);
        var file = NodeFile.OfThisMachine(full);
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null)
            throw new PkiProblemException(file.Problem(bytes.ProblemId, bytes.Reason!));
        var problems = new List<PkiProblem>();
        var text = YamlFile.Parse(file, bytes.Span, problems, cancellation) ?? throw new PkiProblemException(problems[0]);
        var settings = new ClusterSettings();
        var found = false;
        foreach (var document in text.Documents)
        {
            if (document.Text("apiVersion") is not { } version || !version.StartsWith(Group, StringComparison.Ordinal))
                continue;
            if (!Versions.Contains(version[Group.Length..]))
                throw Bad(file, document.At("apiVersion")!, $"{version} is not supported. Use {string.Join(", ", Versions)}");
            settings = new Document(file, document, version[Group.Length..]).Settings().Over(settings);
            found = true;
        }
        return found
            ? settings
            : throw new PkiProblemException(
                file.Problem(PkiProblemId.MalformedConfiguration, $"it contains no document of {Group[..^1]}", 1));
    }

    private static PkiProblemException Bad(NodeFile file, YamlNode node, string reason) =>
        new(file.Problem(PkiProblemId.MalformedConfiguration, reason, node.Line));

    private sealed class Document(NodeFile file, YamlNode root, string version)
    {
        public ClusterSettings Settings() => root.Text("kind") switch
        {
            "InitConfiguration" => Node("localAPIEndpoint"),
            "JoinConfiguration" => Node("controlPlane", "localAPIEndpoint"),
            "ClusterConfiguration" => Cluster(),
            _ => new ClusterSettings(),
        };

        private ClusterSettings Node(params string[] endpoint) => new()
        {
            NodeName = Value("nodeRegistration", "name"),
            AdvertiseAddress = Value([.. endpoint, "advertiseAddress"]),
            BindPort = Value([.. endpoint, "bindPort"]),
        };

        private ClusterSettings Cluster() => new()
        {
            // What names no release (stable, latest) tells nothing; that of the format does.
            KubernetesVersion = Release(Value("kubernetesVersion"))
                ?? (version == "v1beta4" ? new SpecValue("v1.31.0", $"{file.Path} apiVersion: the first release with v1beta4") : null),
            ClusterName = Value("clusterName"),
            ControlPlaneEndpoint = Value("controlPlaneEndpoint"),
            CertificatesDirectory = Value("certificatesDir"),
            ServiceSubnet = Value("networking", "serviceSubnet"),
            DnsDomain = Value("networking", "dnsDomain"),
            ApiServerNames = Values("apiServer", "certSANs"),
            EtcdServerNames = Values("etcd", "local", "serverCertSANs"),
            EtcdPeerNames = Values("etcd", "local", "peerCertSANs"),
            ExternalEtcd = root.At("etcd", "external") is YamlMapping ? Values("etcd", "external", "endpoints") : null,
            EncryptionAlgorithm = Value("encryptionAlgorithm") ?? (IsOn("featureGates", "PublicKeysECDSA")
                ? new SpecValue("ECDSA-P256", $"{file.Path} featureGates.PublicKeysECDSA")
                : null),
            CertificateValidity = Period("certificateValidityPeriod"),
            AuthorityValidity = Period("caCertificateValidityPeriod"),
        };

        private SpecValue? Value(params string[] keys)
        {
            if (root.At(keys) is not { } node || node is YamlScalar { IsNull: true } or YamlScalar { Value.Length: 0 })
                return null;
            return node is YamlScalar scalar
                ? new SpecValue(scalar.Value, Source(keys))
                : throw Bad(file, node, $"{string.Join('.', keys)} must be a single value");
        }

        private SpecValue[] Values(params string[] keys)
        {
            if (root.At(keys) is not { } node || node is YamlScalar { IsNull: true })
                return [];
            if (node is not YamlSequence list)
                throw Bad(file, node, $"{string.Join('.', keys)} must be a list");
            return [.. list.Items.Select(item => item is YamlScalar { Value.Length: > 0 } scalar
                ? new SpecValue(scalar.Value, Source(keys))
                : throw Bad(file, item, $"an item of {string.Join('.', keys)} is not a name or address"))];
        }

        private bool IsOn(params string[] keys) => (root.At(keys) as YamlScalar)?.AsBoolean() == true;

        private TimeSpan? Period(string key) => Value(key) is { } value
            ? GoDuration.Parse(value.Value) ?? throw Bad(file, root.At(key)!, $"{key}: '{value.Value}' is not a duration such as 8760h")
            : null;

        private static SpecValue? Release(SpecValue? value)
        {
            if (value is null)
                return null;
            var text = value.Value;
            foreach (var label in (string[])["ci/", "stable-", "latest-", "v"])
                text = text.StartsWith(label, StringComparison.Ordinal) ? text[label.Length..] : text;
            return text.StartsWith("1.", StringComparison.Ordinal) ? value with { Value = 'v' + text } : null;
        }

        private string Source(string[] keys) => $"{file.Path} {string.Join('.', keys)}";
    }
}
