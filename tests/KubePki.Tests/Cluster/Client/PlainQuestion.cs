using KubePki.Cluster.Client;

namespace KubePki.Tests.Cluster.Client;

/// <summary>The plainest thing that can be asked of an API server: one GET, one object.</summary>
internal static class PlainQuestion
{
    /// <summary>The versions of certificates.k8s.io that it has.</summary>
    public static Task<IReadOnlyList<string>> AskAsync(this ClusterClient client, CancellationToken cancellation = default) =>
        client.CallAsync((api, stop) => api.ReadCertificateVersionsAsync(stop), cancellation);
}
