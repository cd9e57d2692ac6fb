using System.Text;
using System.Text.Json;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>A request is the same one whether it comes from a cluster or from a file.</summary>
public sealed class SigningRequestReaderTests
{
    private static readonly ApiResource<SigningRequest> Requests = new KubernetesApi(null!).SigningRequests;

    [Fact]
    public void Requests_of_clusters_are_read_as_those_of_files_are()
    {
        var drafts = HostileCases.All.Select(item => (item.Title, item.Draft))
            .Concat(HonestRequestTests.Honest().Select(item => (item.Title, item.Draft))).ToList();
        Assert.True(drafts.Count > 100);
        // An API server gives v1 when it is asked for v1, and its seconds are of 32 bits.
        foreach (var (title, draft) in drafts.Where(item =>
            item.Draft is { ApiVersion: "certificates.k8s.io/v1", ExpirationSeconds: null or <= int.MaxValue }))
        {
            var json = draft.Json();
            json["metadata"]!["resourceVersion"] = "7";
            var octets = Encoding.UTF8.GetBytes(json.ToJsonString());
            using var document = JsonDocument.Parse(octets);
            var ofFile = CsrObject.Read(document.RootElement, CsrDraft.AsOf);
            var ofCluster = SigningRequestReader.Read(Requests.Read(octets), CsrDraft.AsOf);
            Assert.True(Text(ofFile) == Text(ofCluster), $"{title}\n{Text(ofFile)}\n{Text(ofCluster)}");
        }
    }

    private static string Text(object? csr) => JsonSerializer.Serialize(csr);
}
