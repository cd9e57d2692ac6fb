using System.Text;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Client;

/// <summary>Where a pod finds its API server and its credential (client-go, rest.InClusterConfig).</summary>
/// <param name="Host">The value of KUBERNETES_SERVICE_HOST; null or empty outside of a cluster.</param>
/// <param name="Port">The value of KUBERNETES_SERVICE_PORT.</param>
public sealed record ServiceAccount(string? Host, string? Port)
{
    /// <summary>The directory with <c>token</c>, <c>ca.crt</c> and <c>namespace</c>.</summary>
    public string Directory { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether this is a pod that has one.</summary>
    public bool Exists => !string.IsNullOrEmpty(Host) && !string.IsNullOrEmpty(Port) && File.Exists(Path.Combine(Directory, "token"));

    internal ClusterAccess Access() => new()
    {
        Context = "in-cluster",
        Server = new Uri($"https://{(Host!.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}"),
        AuthorityFile = Path.Combine(Directory, "ca.crt"),
        Namespace = Read("namespace"),
        User = new UserAccess { Name = "service account", TokenFile = Path.Combine(Directory, "token") },
    };

    private string? Read(string name)
    {
        using var bytes = FileBytes.Read(Path.Combine(Directory, name), CancellationToken.None);
        return bytes.ProblemId is null ? Encoding.UTF8.GetString(bytes.Span).Trim() : null;
    }
}
