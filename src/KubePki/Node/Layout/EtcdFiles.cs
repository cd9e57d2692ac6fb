namespace KubePki.Node.Layout;

/// <summary>Where etcd is told what it does: flags, variables of the same names, or a file (etcd.io, "Configuration options").</summary>
internal static class EtcdFiles
{
    /// <summary>The name of the program.</summary>
    public const string Component = "etcd";

    /// <summary>What the variables begin with that stand for flags: <c>ETCD_CERT_FILE</c> is <c>--cert-file</c>.</summary>
    public const string VariablePrefix = "ETCD_";

    /// <summary>Files of such variables that packages and installers write; a unit need not be copied with them.</summary>
    public static IReadOnlyList<string> EnvironmentFiles { get; } = ["/etc/etcd.env", "/etc/etcd/etcd.conf", "/etc/default/etcd"];

    /// <summary>The fields of the file that say what a flag says; all others have the flag's own name.</summary>
    public static IReadOnlyList<(string Field, string Flag)> Fields { get; } =
    [
        ("client-transport-security.cert-file", "cert-file"),
        ("client-transport-security.key-file", "key-file"),
        ("client-transport-security.trusted-ca-file", "trusted-ca-file"),
        ("peer-transport-security.cert-file", "peer-cert-file"),
        ("peer-transport-security.key-file", "peer-key-file"),
        ("peer-transport-security.trusted-ca-file", "peer-trusted-ca-file"),
        ("name", "name"),
        ("data-dir", "data-dir"),
        ("listen-client-urls", "listen-client-urls"),
        ("listen-peer-urls", "listen-peer-urls"),
        ("advertise-client-urls", "advertise-client-urls"),
        ("initial-advertise-peer-urls", "initial-advertise-peer-urls"),
        ("initial-cluster", "initial-cluster"),
    ];
}
