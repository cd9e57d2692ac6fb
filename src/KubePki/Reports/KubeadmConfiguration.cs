using System.Globalization;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>
/// Writes a cluster's configuration as kubeadm reads it (<c>kubeadm init --config</c>, <c>kubeadm certs renew --config</c>), so that
/// kubeadm need not ask a dead API server. Fields are those of kubeadm.k8s.io (cmd/kubeadm/app/apis/kubeadm).
/// </summary>
public static class KubeadmConfiguration
{
    /// <summary>The versions of the format that can be written.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["v1beta2", "v1beta3", "v1beta4"];

    /// <summary>The version of the format that kubeadm of this Kubernetes knows best.</summary>
    /// <param name="spec">The configuration.</param>
    public static string VersionFor(NodeSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.KubernetesMinor switch
        {
            < 22 => "v1beta2",
            < 31 => "v1beta3",
            _ => "v1beta4",
        };
    }

    /// <summary>The configuration as YAML: InitConfiguration and ClusterConfiguration.</summary>
    /// <param name="spec">The configuration.</param>
    /// <param name="version">One of <see cref="Versions"/>; null for the one that fits.</param>
    public static string Write(NodeSpec spec, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        version ??= VersionFor(spec);
        var text = new StringBuilder();
        WriteInit(text, spec, version);
        text.Append("---\n");
        WriteCluster(text, spec, version);
        return text.ToString();
    }

    private static void WriteInit(StringBuilder text, NodeSpec spec, string version)
    {
        text.Append(CultureInfo.InvariantCulture, $"apiVersion: kubeadm.k8s.io/{version}\nkind: InitConfiguration\n");
        if (spec.AdvertiseAddress is not null || spec.BindPort is not null)
            text.Append("localAPIEndpoint:\n");
        Line(text, 1, "advertiseAddress", spec.AdvertiseAddress);
        if (spec.BindPort is { } port)
            Raw(text, 1, "bindPort", port.Value, port.Source);
        if (spec.NodeName is null)
            return;
        text.Append("nodeRegistration:\n");
        Line(text, 1, "name", spec.NodeName);
    }

    private static void WriteCluster(StringBuilder text, NodeSpec spec, string version)
    {
        text.Append(CultureInfo.InvariantCulture, $"apiVersion: kubeadm.k8s.io/{version}\nkind: ClusterConfiguration\n");
        Line(text, 0, "kubernetesVersion", spec.KubernetesVersion);
        Line(text, 0, "clusterName", spec.ClusterName);
        Line(text, 0, "controlPlaneEndpoint", spec.ControlPlaneEndpoint);
        Line(text, 0, "certificatesDir", spec.CertificatesDirectory);
        Line(text, 0, "imageRepository", spec.ImageRepository);
        if (version is not ("v1beta2" or "v1beta3"))
        {
            Line(text, 0, "encryptionAlgorithm", spec.EncryptionAlgorithm);
            Line(text, 0, "certificateValidityPeriod", spec.CertificateValidity);
            Line(text, 0, "caCertificateValidityPeriod", spec.AuthorityValidity);
        }
        else if (spec.EncryptionAlgorithm is { Value: "ECDSA-P256" } algorithm && spec.KubernetesMinor >= 19)
        {
            text.Append("featureGates:\n");
            Raw(text, 1, "PublicKeysECDSA", "true", algorithm.Source);
        }
        if ((spec.ServiceSubnet ?? spec.PodSubnet ?? spec.DnsDomain) is not null)
            text.Append("networking:\n");
        Line(text, 1, "serviceSubnet", spec.ServiceSubnet);
        Line(text, 1, "podSubnet", spec.PodSubnet);
        Line(text, 1, "dnsDomain", spec.DnsDomain);
        if (spec.ExtraNames.Count > 0)
        {
            text.Append("apiServer:\n  certSANs:\n");
            foreach (var name in spec.ExtraNames)
                text.Append(CultureInfo.InvariantCulture, $"  - {Quote(name.Value)}\n");
        }
        WriteEtcd(text, spec);
    }

    private static void WriteEtcd(StringBuilder text, NodeSpec spec)
    {
        if (spec.EtcdDataDirectory is not null)
        {
            text.Append("etcd:\n  local:\n");
            Line(text, 2, "dataDir", spec.EtcdDataDirectory);
            Names(text, "serverCertSANs", spec.EtcdServerExtraNames);
            Names(text, "peerCertSANs", spec.EtcdPeerExtraNames);
            return;
        }
        if (spec.EtcdServers.Count == 0)
            return;
        text.Append("etcd:\n  external:\n    endpoints:\n");
        foreach (var server in spec.EtcdServers)
            text.Append(CultureInfo.InvariantCulture, $"    - {Quote(server.Value)}\n");
        Line(text, 2, "caFile", spec.EtcdAuthorityFile);
        Line(text, 2, "certFile", spec.EtcdCertificateFile);
        Line(text, 2, "keyFile", spec.EtcdKeyFile);
    }

    private static void Names(StringBuilder text, string field, IReadOnlyList<SpecValue> names)
    {
        if (names.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"    {field}:\n");
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture, $"    - {Quote(name.Value)}\n");
    }

    private static void Line(StringBuilder text, int depth, string name, SpecValue? value)
    {
        if (value is not null)
            Raw(text, depth, name, Quote(value.Value), value.Source);
    }

    private static void Raw(StringBuilder text, int depth, string name, string value, string source) =>
        text.Append(' ', depth * 2).Append(CultureInfo.InvariantCulture, $"{name}: {value}  # {Printable.Text(source)}\n");

    // What YAML 1.1, and so kubeadm, takes for something else than a text, in any case.
    private static readonly HashSet<string> Words = new(["true", "false", "null", "yes", "no", "on", "off", "y", "n"],
        StringComparer.OrdinalIgnoreCase);

    // JSON's strings are YAML's double-quoted ones; plain words need no quotes.
    private static string Quote(string value) =>
        IsPlain(value) ? value : '"' + System.Text.Json.JsonEncodedText.Encode(value).ToString() + '"';

    private static bool IsPlain(string value) => value.Length > 0
        && (char.IsAsciiLetter(value[0]) || value[0] is '/' or '_') && !Words.Contains(value)
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_');
}
