namespace KubePki.Node.Layout;

/// <summary>The ports on which components listen unless they are told otherwise (kubernetes.io, "Ports and Protocols").</summary>
public static class ComponentPorts
{
    /// <summary>A port of a component.</summary>
    /// <param name="Component">The program.</param>
    /// <param name="Port">The port.</param>
    /// <param name="Role">The role of the certificate that it serves there; null when it has none of its own.</param>
    public sealed record Row(string Component, int Port, string? Role);

    /// <summary>The port on which kubelet once served without TLS (<c>--read-only-port</c>).</summary>
    public const int KubeletReadOnly = 10255;

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new("etcd", 2379, PkiRoles.EtcdServer),
        new("etcd", 2380, PkiRoles.EtcdPeer),
        new("kube-apiserver", 6443, PkiRoles.ApiServer),
        new("kubelet", 10250, PkiRoles.KubeletServer),
        new("kube-controller-manager", 10257, null),
        new("kube-scheduler", 10259, null),
    ];

    /// <summary>What listens on a port by default; null when nothing that is known.</summary>
    /// <param name="port">The port.</param>
    public static Row? Find(int port) => All.FirstOrDefault(row => row.Port == port);
}
