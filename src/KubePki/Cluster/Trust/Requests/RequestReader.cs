using KubePki.Cluster.Csr.Approval;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Trust.Requests;

/// <summary>Reads the CertificateSigningRequests of a cluster into a survey.</summary>
internal static class RequestReader
{
    /// <summary>The right that it takes.</summary>
    public static TrustRight List { get; } = new("list", "certificates.k8s.io", "certificatesigningrequests");

    /// <summary>Reads them; in memory is the one at hand.</summary>
    public static async Task<int> ReadAsync(TrustContext context, RequestSurvey survey, CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var csr in context.ListAsync(List, api => api.SigningRequests,
            (SigningRequest item) => SigningRequestReader.Read(item, context.AsOf), cancellation: cancellation).ConfigureAwait(false))
        {
            survey.Add(csr);
            count++;
        }
        return count;
    }
}
