using KubePki.Model;

namespace KubePki.Node.Configuration;

/// <summary>The URLs by which kubeconfigs name the API server (kubeadm: cmd/kubeadm/app/util/endpoint.go).</summary>
internal static class ServerUrl
{
    private const string Port = "6443";

    /// <summary>The control plane's endpoint; without one, this node's own API server.</summary>
    public static string OfControlPlane(NodeSpec spec) =>
        spec.ControlPlaneEndpoint is { } endpoint ? $"https://{WithPort(endpoint.Value, spec)}" : OfNode(spec);

    /// <summary>This node's own API server, which the controller manager and the scheduler ask.</summary>
    public static string OfNode(NodeSpec spec) => $"https://{WithPort(spec.AdvertiseAddress?.Value ?? "127.0.0.1", spec)}";

    private static string WithPort(string endpoint, NodeSpec spec)
    {
        var host = RequiredNames.HostOf(endpoint);
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var rest = endpoint.StartsWith('[') ? endpoint[(endpoint.IndexOf(']', StringComparison.Ordinal) + 1)..]
            : endpoint == host ? ""
            : endpoint[host.Length..];
        return rest.Length > 1 ? bracketed + rest : $"{bracketed}:{spec.BindPort?.Value ?? Port}";
    }
}
