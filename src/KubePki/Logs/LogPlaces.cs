using System.Text.RegularExpressions;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>
/// Tells servers that are none of the cluster's: a registry, a Git server, a web shop. The same words of TLS mean another thing there, and
/// the server of a line decides, not the words.
/// </summary>
internal static partial class LogPlaces
{
    // Besides those of kubeadm: microk8s, k3s, RKE2, konnectivity.
    private static readonly HashSet<string> Ports =
        [.. ComponentPorts.All.Select(row => FormattableString.Invariant($"{row.Port}")), "16443", "6444", "9345", "8132", "8133"];

    // Whom the API server calls, by a webhook or for an aggregated API; any other Service; and what is none of them.
    private static readonly LogEntry CalledService = LogCatalogue.Find("ServiceCertificateRefused")!;
    private static readonly LogEntry Service = LogCatalogue.Find("ServiceTls")!;

    /// <summary>What is of no place that is known.</summary>
    public static LogEntry Other { get; } = LogCatalogue.Find("OtherServerTls")!;

    private static readonly List<LogEntry> Known =
        [.. LogCatalogue.Entries.Where(entry => entry.IsPlace && entry != CalledService && entry != Service && entry != Other)];

    /// <summary>The place that a line speaks of; null when it is the cluster's own, or nothing tells.</summary>
    /// <param name="text">The line.</param>
    /// <param name="server">The server in it; null when it names none.</param>
    public static LogEntry? Elsewhere(string text, LogServer? server)
    {
        var isService = server is not null && IsService(server);
        if (isService && CalledService.Describes(text))
            return CalledService;
        if (!isService && (server is null ? OfCluster().IsMatch(text) : IsOfCluster(server)))
            return null;
        var subject = server is null ? text : $"{text}\n{server}";
        return Known.Find(place => place.Describes(subject)) ?? (isService ? Service : IsStrange(server) ? Other : null);
    }

    // Whatever its port and its path, what a Service presents is its own; those of the API server and of etcd's members are the cluster's.
    private static bool IsService(LogServer server) => ServiceHost().IsMatch(server.Host) && !ClusterHost().IsMatch(server.Host)
        && server.Port is not ("2379" or "2380") && !server.Host.StartsWith("etcd", StringComparison.Ordinal);

    private static bool IsOfCluster(LogServer server) =>
        Ports.Contains(server.Port) || ClusterPath().IsMatch(server.Path) || ClusterHost().IsMatch(server.Host);

    private static bool IsStrange(LogServer? server)
    {
        if (server is null || server.Host is "localhost" or "[::1]" || server.Host.StartsWith("127.", StringComparison.Ordinal))
            return false;
        if (server.IsAddress)
            return server.Port is not ("443" or "8443");
        return ServiceHost().IsMatch(server.Host)
            || (server.Host.Contains('.', StringComparison.Ordinal) && !KubeHost().IsMatch(server.Host));
    }

    // Where no server is named: kubectl, and what servers say of their clients.
    [GeneratedRegex("Unable to connect to the server|Kubernetes cluster unreachable|TLS handshake error|rejected connection|"
        + "/etc/kubernetes/|kube-apiserver|kubernetes\\.client|kube_client|KubernetesClient", RegexOptions.CultureInvariant)]
    private static partial Regex OfCluster();

    [GeneratedRegex("^/(?:api(?:/v1(?:/(?:nodes|pods|services|namespaces|endpoints|configmaps|secrets|events|componentstatuses|watch|"
        + "persistentvolumes|persistentvolumeclaims|serviceaccounts|replicationcontrollers|limitranges|resourcequotas|proxy)\\b.*)?)?/?|"
        + "apis(?:/.*)?|version/?|healthz.*|livez.*|readyz.*|openapi/v[23].*|(?:containerLogs|exec|attach|portForward|run)/.*|"
        + "stats/summary/?|metrics/(?:resource|cadvisor|probes)|cacerts|v1-(?:k3s|rke2)/.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterPath();

    [GeneratedRegex("^kubernetes(?:\\.default.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterHost();

    [GeneratedRegex("\\.svc(?:\\.[a-z0-9.-]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceHost();

    [GeneratedRegex("kube|k8s|apiserver|control-?plane|master|etcd", RegexOptions.CultureInvariant)]
    private static partial Regex KubeHost();
}
