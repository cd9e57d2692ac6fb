using System.Globalization;
using System.Runtime.CompilerServices;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>The requests of a cluster.</summary>
public static class CsrList
{
    /// <summary>
    /// How many are read. Each is held against all others, so that all are in memory; the greatest clusters have some ten thousand, and
    /// Kubernetes removes those that are done with.
    /// </summary>
    public const int Most = CsrFile.Most;

    private const int NotFound = 404;

    /// <summary>All of them, as they come in: in memory is the one at hand.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="asOf">The moment that their ages speak of.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public static async IAsyncEnumerable<KubeCsr> ReadAsync(
        ClusterClient client, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var requests = client
            .ListAsync(api => api.SigningRequests, item => SigningRequestReader.Read(item, asOf), cancellation: cancellation)
            .GetAsyncEnumerator(cancellation);
        await using (requests.ConfigureAwait(false))
        {
            for (var count = 1; await NextAsync(requests, client, cancellation).ConfigureAwait(false); count++)
                yield return count <= Most ? requests.Current : throw TooMany(client);
        }
    }

    private static ClusterException TooMany(ClusterClient client) => new(ClusterProblemId.BadAnswer,
        string.Create(CultureInfo.InvariantCulture, $"{client.Server}: there are more than {Most:N0} CertificateSigningRequests"))
    {
        RecommendedAction = "Find out who makes them, and delete them: kubectl get csr; kubectl delete csr NAME.",
    };

    // A cluster before 1.19 has them in another version; a server that has none at all is no cluster.
    private static async Task<bool> NextAsync(IAsyncEnumerator<KubeCsr> requests, ClusterClient client, CancellationToken cancellation)
    {
        try
        {
            return await requests.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
            var versions = await VersionsAsync(client, cancellation).ConfigureAwait(false);
            var served = versions.Count == 0 ? "nothing" : string.Join(", ", versions);
            throw new ClusterException(e.Id, $"{e.Message}; versions of certificates.k8s.io that it serves: {served}", e)
            {
                Code = e.Code,
                Reason = e.Reason,
                StatusMessage = e.StatusMessage,
                RecommendedAction = versions.Contains("v1beta1")
                    ? "Export them with kubectl get csr -o json and use that file. v1 was added in Kubernetes 1.19." : null,
            };
        }
    }

    private static async Task<IReadOnlyList<string>> VersionsAsync(ClusterClient client, CancellationToken cancellation)
    {
        try
        {
            return await client.CallAsync((api, stop) => api.ReadCertificateVersionsAsync(stop), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
            return [];
        }
    }
}
