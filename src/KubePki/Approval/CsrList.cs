using System.Runtime.CompilerServices;
using KubePki.Cluster;
using KubePki.Model;
using KubePki.Requests;

namespace KubePki.Approval;

/// <summary>The requests of a cluster.</summary>
public static class CsrList
{
    /// <summary>All of them, as they come in: in memory is the one at hand.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="asOf">The moment that their ages speak of.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public static async IAsyncEnumerable<KubeCsr> ReadAsync(ClusterClient client, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        await foreach (var item in client.ListAsync(CsrApi.Path, null, cancellation).ConfigureAwait(false))
        {
            if (CsrObject.Read(item, asOf) is { } csr)
                yield return csr;
        }
    }
}
