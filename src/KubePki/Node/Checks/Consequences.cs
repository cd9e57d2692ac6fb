using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>What stops working when the bearer of a role is refused, and how bad that is.</summary>
internal static class Consequences
{
    private static readonly Dictionary<string, (FindingSeverity Severity, string Text)> ByRole = new(StringComparer.Ordinal)
    {
        ["ca"] = (FindingSeverity.Critical, "All that it signed is refused: the API server, kubelets, every kubeconfig."),
        ["client-ca"] = (FindingSeverity.Critical, "The API server refuses every client certificate."),
        ["server-ca"] = (FindingSeverity.Critical, "Clients refuse the API server."),
        ["front-proxy-ca"] = (FindingSeverity.Error, "Aggregated APIs (metrics.k8s.io and the like) refuse the API server."),
        ["etcd-ca"] = (FindingSeverity.Critical,
            "etcd and the API server refuse each other: the API server exits with \"context deadline exceeded\"."),
        ["etcd-peer-ca"] = (FindingSeverity.Error, "Members of etcd refuse each other."),
        ["apiserver"] = (FindingSeverity.Critical, "Every client refuses the API server: kubectl, kubelets, controllers, pods."),
        ["apiserver-kubelet-client"] = (FindingSeverity.Error,
            "kubectl logs, exec and port-forward fail: kubelets answer the API server 401 Unauthorized."),
        ["front-proxy-client"] = (FindingSeverity.Error, "Aggregated APIs (metrics.k8s.io and the like) refuse the API server's requests."),
        ["etcd-server"] = (FindingSeverity.Critical, "The API server refuses etcd and exits with \"context deadline exceeded\"."),
        ["etcd-peer"] = (FindingSeverity.Error, "Members of etcd refuse each other; with more than one there is no quorum."),
        ["etcd-healthcheck-client"] = (FindingSeverity.Warning, "Only etcdctl and the liveness probes of old manifests use it."),
        ["apiserver-etcd-client"] = (FindingSeverity.Critical,
            "etcd refuses the API server, which exits with \"context deadline exceeded\"."),
        ["admin.conf"] = (FindingSeverity.Error, "kubectl with it says \"You must be logged in to the server "
            + "(Unauthorized)\"; kubeadm cannot read the cluster's configuration."),
        ["super-admin.conf"] = (FindingSeverity.Warning, "The way in for emergencies is closed."),
        ["controller-manager.conf"] = (FindingSeverity.Error,
            "No controller works: the controller manager cannot get its lease (Unauthorized)."),
        ["scheduler.conf"] = (FindingSeverity.Error, "No new pod finds a node: the scheduler cannot get its lease (Unauthorized)."),
        ["kubelet.conf"] = (FindingSeverity.Critical,
            "kubelet cannot speak to the API server, and exits at its next start: the node is NotReady."),
        ["kubelet-client"] = (FindingSeverity.Critical, "kubelet cannot speak to the API server: the node is NotReady."),
        ["kubelet-server"] = (FindingSeverity.Warning,
            "metrics-server, and kubectl logs and exec where the API server checks it, refuse kubelet."),
        ["sa"] = (FindingSeverity.Error,
            "Tokens of service accounts can be signed, or checked, no more: the API server or the controller manager does not start."),
        ["bootstrap-kubelet.conf"] = (FindingSeverity.Warning, "kubelet cannot ask for a first certificate."),
    };

    /// <summary>How bad it is when the bearer of a role is refused.</summary>
    public static FindingSeverity SeverityOf(string? role) =>
        role is not null && ByRole.TryGetValue(role, out var row) ? row.Severity : FindingSeverity.Warning;

    /// <summary>What stops then.</summary>
    public static string Of(string? role) =>
        role is not null && ByRole.TryGetValue(role, out var row) ? row.Text : "Whoever shows it, or trusts it, is refused.";
}
