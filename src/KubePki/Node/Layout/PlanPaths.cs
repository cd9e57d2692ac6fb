namespace KubePki.Node.Layout;

/// <summary>
/// Where plans write: the directories of the layouts, kubelet's files, CNI configurations, people's kubeconfigs, certificates and keys that
/// a flag may name anywhere but among what the machine runs and trusts, and copies of keys. A backup that speaks of other paths was not
/// made by a plan.
/// </summary>
internal static class PlanPaths
{
    private static readonly string[] Directories =
        [.. PkiLayouts.All.Select(layout => layout.Directory), PkiLayouts.Kubeconfigs, PkiLayouts.Manifests, PkiLayouts.Cni];

    private static readonly HashSet<string> Files = [KubeletFiles.Configuration, .. KubeletFiles.EnvironmentFiles];

    // What the system itself runs, trusts or reads at its start.
    private static readonly string[] System =
    [
        "/bin", "/boot", "/dev", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run", "/sbin", "/sys", "/usr",
        "/etc/alternatives", "/etc/apt", "/etc/ca-certificates", "/etc/cron", "/etc/dnf", "/etc/init", "/etc/ld.so", "/etc/logrotate",
        "/etc/modprobe", "/etc/modules", "/etc/network", "/etc/pam", "/etc/pki", "/etc/polkit", "/etc/profile", "/etc/rc", "/etc/rpm",
        "/etc/security", "/etc/selinux", "/etc/skel", "/etc/ssh", "/etc/ssl", "/etc/sudo", "/etc/sysctl", "/etc/systemd", "/etc/udev",
        "/etc/xdg", "/etc/yum",
    ];

    // Of these, where people keep certificates and keys for programs, too.
    private static readonly string[] Shared = ["/etc/pki", "/etc/ssl", "/run", "/usr/local"];

    // But whom the whole machine trusts, and what it runs, is no node's PKI.
    private static readonly string[] OfMachine =
    [
        "/etc/pki/ca-trust", "/etc/pki/nssdb", "/etc/pki/rpm-gpg", "/etc/pki/trust", "/etc/ssl/certs", "/run/systemd", "/run/udev",
        "/usr/local/bin", "/usr/local/lib", "/usr/local/libexec", "/usr/local/sbin", "/usr/local/share/ca-certificates",
        "/var/lib/ca-certificates",
    ];

    /// <summary>Whether a plan may change what lies at a path.</summary>
    /// <param name="nodePath">The path on the node, links resolved.</param>
    public static bool Has(string nodePath) =>
        IsOfNode(nodePath) || IsOfPerson(nodePath) || IsEtcdData(nodePath) || IsCopy(nodePath)
        || (!IsOfSystem(nodePath) && IsNamedAsPki(nodePath));

    /// <summary>
    /// Whether a plan may change a file or directory at a path that shows by its content that it is of a PKI, whatever it is called: flags
    /// name such files anywhere.
    /// </summary>
    /// <param name="nodePath">The path on the node, links resolved.</param>
    public static bool MayBeNamed(string nodePath) =>
        (!IsOfSystem(nodePath) || Shared.Any(directory => IsBelow(nodePath, directory) && nodePath != directory))
        && !OfMachine.Any(directory => IsBelow(nodePath, directory)) && !nodePath.Contains("/.ssh/", StringComparison.Ordinal);

    /// <summary>Whether a path lies where the node's own PKI does, in whosever hands that is.</summary>
    /// <param name="nodePath">The path on the node, links resolved.</param>
    public static bool IsOfNode(string nodePath) =>
        Files.Contains(nodePath) || Directories.Any(directory => IsBelow(nodePath, directory));

    /// <summary>Whether a path lies where only the system's own files do.</summary>
    /// <param name="nodePath">The path on the node, links resolved.</param>
    public static bool IsOfSystem(string nodePath) =>
        System.Any(directory => nodePath.StartsWith(directory, StringComparison.Ordinal)
            && (directory.StartsWith("/etc/", StringComparison.Ordinal) || IsBelow(nodePath, directory)))
        || (nodePath.StartsWith("/etc/", StringComparison.Ordinal) && nodePath.IndexOf('/', 5) < 0 && !IsNamedAsPki(nodePath));

    private static bool IsNamedAsPki(string nodePath) =>
        FileNames.IsCertificate(nodePath) || FileNames.IsKey(nodePath) || FileNames.IsRequest(nodePath);

    private static bool IsBelow(string nodePath, string directory) =>
        nodePath == directory || nodePath.StartsWith(directory + "/", StringComparison.Ordinal);

    // /root/.kube and /home/somebody/.kube.
    private static bool IsOfPerson(string nodePath)
    {
        var parts = nodePath.Split('/');
        return parts is ["", "root", ".kube", ..] or ["", "home", _, ".kube", ..];
    }

    // A data directory has its mode put right; what is in it is etcd's.
    private static bool IsEtcdData(string nodePath) =>
        !IsOfSystem(nodePath) && nodePath[(nodePath.LastIndexOf('/') + 1)..].Contains("etcd", StringComparison.Ordinal)
            && nodePath.StartsWith("/var/lib/", StringComparison.Ordinal);

    private static bool IsCopy(string nodePath) =>
        (nodePath.StartsWith($"{CopyPlaces.Beside}/{CopyPlaces.Prefix}", StringComparison.Ordinal) || IsBelow(nodePath, CopyPlaces.Home))
        && FileNames.IsKeyCopy(nodePath[(nodePath.LastIndexOf('/') + 1)..]);
}
