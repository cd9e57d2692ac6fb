using KubePki.Cluster.Client;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>The few calls to certificates.k8s.io/v1 that approving takes.</summary>
internal sealed class CsrApi(ClusterClient client, TimeProvider clock)
{
    private const int NotFound = 404;

    /// <summary>One request as the API server has it now; null when it is gone.</summary>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public async Task<(SigningRequest Item, KubeCsr Csr)?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var item = await client.CallAsync((api, stop) => api.ReadSigningRequestAsync(name, stop), cancellation).ConfigureAwait(false);
            return Read(item) is { } csr ? (item, csr) : null;
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Adds a condition, and changes nothing else. It holds for the object that was read, at the version that was read, or for none.
    /// </summary>
    /// <exception cref="ClusterException">It was refused; 409 or 422 when the object is another one meanwhile.</exception>
    public async Task<KubeCsr> DecideAsync(SigningRequest item, KubeCsrCondition condition, CancellationToken cancellation)
    {
        var added = new SigningCondition(condition.Type, condition.Status, condition.Reason, condition.Message, condition.LastUpdateTime);
        var decided = await client.CallAsync((api, stop) => api.DecideAsync(item, added, stop), cancellation).ConfigureAwait(false);
        return Read(decided)
            ?? throw new ClusterException(
                ClusterProblemId.BadAnswer, $"{item.Name}: the response to the decision is not a CertificateSigningRequest");
    }

    public KubeCsr? Read(SigningRequest item) => SigningRequestReader.Read(item, clock.GetUtcNow());
}
