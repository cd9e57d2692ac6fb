using System.Text.Json;
using KubePki.Cluster;
using KubePki.Model;
using KubePki.Requests;

namespace KubePki.Approval;

/// <summary>The few calls to certificates.k8s.io/v1 that approving takes.</summary>
internal sealed class CsrApi(ClusterClient client, TimeProvider clock)
{
    public const string Path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    private const int NotFound = 404;

    /// <summary>One request as the API server has it now; null when it is gone.</summary>
    /// <exception cref="ClusterException">There is no answer, or it is an error.</exception>
    public async Task<(JsonElement Item, KubeCsr Csr)?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var item = await client.GetAsync($"{Path}/{Uri.EscapeDataString(name)}", cancellation).ConfigureAwait(false);
            return Read(item) is { } csr ? (item, csr) : null;
        }
        catch (ClusterException e) when (e.Code == NotFound)
        {
            return null;
        }
    }

    /// <summary>Adds a condition. The uid and the version that were read go with it, so that it holds for that object or for none.</summary>
    /// <exception cref="ClusterException">It was refused; 409 when the object is another one meanwhile.</exception>
    public async Task<KubeCsr> DecideAsync(JsonElement item, KubeCsrCondition condition, CancellationToken cancellation)
    {
        var name = item.GetProperty("metadata").GetProperty("name").GetString()!;
        var answer = await client.PutAsync($"{Path}/{Uri.EscapeDataString(name)}/approval", CsrDecisionText.Write(item, condition), cancellation).ConfigureAwait(false);
        return Read(answer) ?? throw new ClusterException(ClusterProblemId.BadAnswer, $"{name}: the answer to the decision is no CertificateSigningRequest");
    }

    public KubeCsr? Read(JsonElement item) => CsrObject.Read(item, clock.GetUtcNow());
}
