using System.Text.RegularExpressions;

namespace KubePki.Logs;

/// <summary>
/// Tells which component wrote a line: from the program that journald names, from klog's source file, from the name of the log.
/// </summary>
internal static partial class LogComponents
{
    // Longer names first, so that none is taken for a part of it.
    private static readonly string[] Known =
    [
        "kube-controller-manager", "kube-apiserver", "kube-scheduler", "kube-proxy", "metrics-server", "kubelet", "kubeadm", "etcd",
        "calico-node", "calico", "flannel", "cilium", "coredns", "cert-manager", "containerd", "dockerd", "crio", "k3s", "rke2", "k0s",
    ];

    private static readonly string[] OfKubectl =
        [
            "Unable to connect to the server", "The connection to the server",
            "error: You must be logged in", "Error from server", "error: Get \"",
        ];

    // The source files that only one program has.
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["scraper.go"] = "metrics-server",
        ["kubelet.go"] = "kubelet",
        ["kubelet_node_status.go"] = "kubelet",
        ["csi_plugin.go"] = "kubelet",
        ["kuberuntime_manager.go"] = "kubelet",
        ["pod_workers.go"] = "kubelet",
        ["bootstrap.go"] = "kubelet",
        ["certificate_manager.go"] = "kubelet",
        ["certificate_store.go"] = "kubelet",
        ["status.go"] = "kube-apiserver",
        ["upgradeaware.go"] = "kube-apiserver",
        ["dispatcher.go"] = "kube-apiserver",
        ["remote_available_controller.go"] = "kube-apiserver",
        ["handlers.go"] = "kube-apiserver",
        ["oidc.go"] = "kube-apiserver",
        ["instance.go"] = "kube-apiserver",
        ["storage_decorator.go"] = "kube-apiserver",
        ["certificate_controller.go"] = "kube-controller-manager",
        ["ca_provider.go"] = "kube-controller-manager",
        ["controllermanager.go"] = "kube-controller-manager",
        ["memcache.go"] = "kubectl",
        ["backend_ssl.go"] = "ingress-nginx",
    };

    // What only one program, or the client of one language, writes into a line.
    private static readonly (string Text, string Name)[] Words =
    [
        ("plugin/kubernetes:", "coredns"), ("SubnetManager", "flannel"), ("initialize kube-proxy", "kube-proxy"),
        ("Kubernetes cluster unreachable", "helm"), ("subsys=k8s", "cilium"), ("error execution phase", "kubeadm"),
        ("etcd cluster is unavailable or misconfigured", "etcdctl"), ("[upgrade/apply]", "kubeadm"),
        ("grpc.method=GenerateManifest", "argocd-repo-server"), ("logger=\"cert-manager.", "cert-manager"),
        ("\"logger\":\"cert-manager.", "cert-manager"),
        ("HTTPSConnectionPool", "a Python client"), ("io.fabric8", "a Java client"), ("io.kubernetes.client", "a Java client"),
        ("FetchError", "a Node.js client"), ("kube_client::", "a Rust client"), ("System.Net.Http", "a .NET client"),
    ];

    public static string? Name(LogLine line, string source)
    {
        if (line.Identifier is { } identifier && (In(identifier) ?? identifier) is var named && !IsContainer(named))
            return named;
        if (line.Text.Contains("resource lock ", StringComparison.Ordinal) && Lease().Match(line.Text) is { Success: true } lease)
            return lease.Groups["name"].Value;
        if (line.SourceFile is { } file)
        {
            if (Sources.TryGetValue(file[(file.LastIndexOf('/') + 1)..], out var component))
                return component;
            if (file.StartsWith("embed/", StringComparison.Ordinal) || file.StartsWith("rafthttp/", StringComparison.Ordinal))
                return "etcd";
            if (file.StartsWith("kubelet/", StringComparison.Ordinal))
                return "kubelet";
        }
        // What kubectl prints has no header.
        if (Array.Exists(OfKubectl, start => line.Text.StartsWith(start, StringComparison.Ordinal)))
            return "kubectl";
        foreach (var (text, name) in Words)
        {
            if (line.Text.Contains(text, StringComparison.Ordinal))
                return name;
        }
        return In(source[(source.LastIndexOf('/') + 1)..]) ?? In(source);
    }

    private static string? In(string text) => Array.Find(Known, name => text.Contains(name, StringComparison.Ordinal));

    // Who wants a lease writes of it, and calls it after himself.
    [GeneratedRegex("resource lock (?:[a-z0-9.-]{1,63}/)?(?<name>[a-z0-9][a-z0-9.-]{0,62})[:\"\\s]",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Lease();

    // docker's driver for journald gives the container's id for a name.
    private static bool IsContainer(string identifier) => identifier.Length >= 12 && identifier.All(char.IsAsciiHexDigitLower);
}
