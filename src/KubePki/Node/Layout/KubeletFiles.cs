using System.Globalization;
using System.Text.RegularExpressions;

namespace KubePki.Node.Layout;

/// <summary>What kubelet's files are called, and where kubeadm and systemd keep what it is told.</summary>
public static partial class KubeletFiles
{
    /// <summary>The name of the program.</summary>
    public const string Component = "kubelet";

    /// <summary>The directory that kubelet keeps its state in.</summary>
    public const string Home = "/var/lib/kubelet";

    /// <summary>The configuration file that kubeadm names.</summary>
    public const string Configuration = $"{Home}/config.yaml";

    /// <summary>The kubeconfig that kubeadm names.</summary>
    public const string Kubeconfig = $"{PkiLayouts.Kubeconfigs}/kubelet.conf";

    /// <summary>The kubeconfig for the first start that kubeadm names.</summary>
    public const string BootstrapKubeconfig = $"{PkiLayouts.Kubeconfigs}/bootstrap-kubelet.conf";

    /// <summary>The kubeconfig that the images of cloud providers name.</summary>
    public const string CloudKubeconfig = $"{Home}/kubeconfig";

    /// <summary>The kubeconfig for the first start that they name.</summary>
    public const string CloudBootstrapKubeconfig = $"{Home}/bootstrap-kubeconfig";

    /// <summary>Where kubeadm writes the flags that it found out for a node.</summary>
    public const string KubeadmEnvironment = $"{Home}/kubeadm-flags.env";

    /// <summary>kubelet's unit of systemd.</summary>
    public const string Unit = "kubelet.service";

    /// <summary>The link that leads to the client certificate, and its key, that is in use.</summary>
    public const string ClientLink = "kubelet-client-current.pem";

    /// <summary>The link that leads to the serving certificate, and its key, that the cluster gave.</summary>
    public const string ServerLink = "kubelet-server-current.pem";

    /// <summary>The serving certificate that kubelet makes for itself when it has no other.</summary>
    public const string Serving = "kubelet.crt";

    /// <summary>The key of that certificate.</summary>
    public const string ServingKey = "kubelet.key";

    private const string Current = "-current.pem";
    private const string Updated = "-updated.pem";

    /// <summary>The current links, and the updated ones that stand for them while kubelet switches.</summary>
    public static IReadOnlyList<string> Links { get; } = [ClientLink, UpdatedOf(ClientLink), ServerLink, UpdatedOf(ServerLink)];

    /// <summary>Where systemd looks for units, the strongest last.</summary>
    public static IReadOnlyList<string> UnitDirectories { get; } =
    [
        "/usr/lib/systemd/system", "/lib/systemd/system", "/run/systemd/system", "/etc/systemd/system",
    ];

    /// <summary>The files of environment variables that kubeadm's packages name.</summary>
    public static IReadOnlyList<string> EnvironmentFiles { get; } = [KubeadmEnvironment, "/etc/default/kubelet", "/etc/sysconfig/kubelet"];

    /// <summary>The name of the link that kubelet makes before it puts it in the place of a current one.</summary>
    /// <param name="current">The path or name of a current link.</param>
    public static string UpdatedOf(string current)
    {
        ArgumentNullException.ThrowIfNull(current);
        return current.Replace(Current, Updated, StringComparison.Ordinal);
    }

    /// <summary>The path or name of the current link for which an updated one stands.</summary>
    /// <param name="updated">The path or name of an updated link.</param>
    public static string CurrentOf(string updated)
    {
        ArgumentNullException.ThrowIfNull(updated);
        return updated.Replace(Updated, Current, StringComparison.Ordinal);
    }

    /// <summary>Whether a path or name is that of a link of kubelet, not that of a pem.</summary>
    /// <param name="path">A path or name.</param>
    public static bool IsLink(string path) => IsCurrent(path) || IsUpdated(path);

    /// <summary>Whether a path or name is that of a current link.</summary>
    /// <param name="path">A path or name.</param>
    public static bool IsCurrent(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(Current, StringComparison.Ordinal);
    }

    /// <summary>Whether a path or name is that of a link that stands for a current one.</summary>
    /// <param name="path">A path or name.</param>
    public static bool IsUpdated(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(Updated, StringComparison.Ordinal);
    }

    /// <summary>Whether a path or name is that of a pem of one moment, which the next rotation leaves behind.</summary>
    /// <param name="path">A path or name.</param>
    public static bool IsDated(string path) => DatedName().IsMatch(path);

    [GeneratedRegex(@"(^|/)kubelet-(client|server)-[0-9][^/]*\.pem$", RegexOptions.CultureInvariant)]
    private static partial Regex DatedName();

    /// <summary>The path or name of a pem of a moment, beside a link; kubelet writes the node's local time, this is UTC.</summary>
    /// <param name="link">The path or name of the current or updated link.</param>
    /// <param name="time">The moment at which the pem was stored.</param>
    public static string Stamped(string link, DateTimeOffset time) =>
        CurrentOf(link).Replace(Current,
            $"-{time.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem", StringComparison.Ordinal);
}
